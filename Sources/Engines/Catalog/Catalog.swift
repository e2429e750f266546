/// What Nightjar knows beside the media: cameras, volumes, recordings, gaps, its own starts, its settings, accounts and what was
/// done by whom.
///
/// All implementations keep one contract, which one suite of tests holds them to. Every function is a transaction of
/// its own: it is done whole or not at all, and what it returns is of one instant. What has returned without an error
/// is seen by every later call; on a disk it also outlives a power cut.
package protocol Catalog: CameraCatalog, SegmentCatalog, RetentionCatalog, GapCatalog, OpenCatalog, SettingCatalog,
    AccountCatalog, AuditCatalog, ConfigurationCatalog, SnapshotCatalog, VolumeCatalog, TimelineCatalog,
    CameraEventCatalog, AreaCatalog, MergeCatalog, PreferenceCatalog, StorageDayCatalog, EvidenceCatalog,
    NumberCatalog
{}
