extension Recorder {
    /// The ONVIF devices that cameras are.
    package var devices: CameraDevices {
        CameraDevices(services: services, cameras: cameras, workers: workers)
    }

    /// Cameras that nobody has added yet.
    package var finder: DeviceFinder {
        DeviceFinder(services: services, cameras: cameras, settings: settings, workers: workers)
    }

    /// Devices that have not told of their streams yet.
    var awaiting: DeviceAwaiting { DeviceAwaiting(devices: devices) }

    /// Camera-side motion.
    var following: DeviceFollowing { DeviceFollowing(devices: devices, events: events) }
}
