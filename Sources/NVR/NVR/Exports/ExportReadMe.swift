/// The text in each export that says to people what it is, and how they find out whether it is as it was made, without
/// Nightjar too.
enum ExportReadMe {
    static func text(_ manifest: ExportManifest) -> String {
        var text = """
            Recordings exported by Nightjar
            ===============================

            Made by:       \(manifest.server.name) (Nightjar \(manifest.server.version))
            Made at:       \(manifest.createdAt)
            Asked for by:  \(manifest.requestedBy) at \(manifest.requestedAt)
            Time asked:    \(manifest.from)
                     to    \(manifest.to)
            Files:         \(manifest.files.count)

            """
        if let reason = manifest.reason { text += "Reason:        \(reason)\n" }
        text += "\nCameras:\n"
        for camera in manifest.cameras {
            let count = manifest.files.count { $0.camera == camera.id }
            text += "  \(camera.id) (\(camera.name)): \(count) files, \(camera.gaps.count) gaps\n"
            if !camera.missing.isEmpty {
                text +=
                    "    \(camera.missing.count) recordings could not be taken along; \(ExportPart.manifest) says why\n"
            }
        }
        let isBurnedIn = manifest.files.contains { $0.isBurnedIn == true }
        let kind = isBurnedIn ? burnedIn : manifest.form == ExportRequest.exact ? exact : whole
        return text + kind + guide(manifest.signingKey.fingerprint)
    }

    private static let whole = """

        All times are UTC. Each .mp4 file is a whole recording, exactly as the recorder has it on its disk; the first and the
        last of a camera may begin before, and end after, the time that was asked for.
        """

    private static let exact = """

        All times are UTC. Each .mp4 file is made of recordings that follow each other: every picture and every sound is as the
        recorder has it on its disk, nothing was encoded anew. It begins with the picture that was to be seen at the time asked
        for, and ends with the last one that began before the end. Up to some seconds of pictures before the beginning are in it
        too, because the first one cannot be decoded without them; players do not show them.
        """

    private static let burnedIn = """

        All times are UTC, but for the time in the pictures, which says its own zone. The pictures were encoded anew, so that the
        time of day could be laid over their lower left corner: they are not the ones that the recorder has on its disk, and the
        evidence chain says nothing about them. What was recorded can be exported beside them as it is. Sound is as it was recorded.
        """

    private static func guide(_ fingerprint: String) -> String {
        """

        \(ExportPart.manifest) lists every file with its times, its SHA-256, and the gaps in the time that was asked for, with
        their reasons.


        Is it as it was made?
        ---------------------

        With Nightjar:

            nightjar verify FILE.zip --key \(fingerprint)

        Without Nightjar: unpack the ZIP file, go to the folder, and

        1. whether the list of files was signed by the key (OpenSSL 3):

            openssl pkeyutl -verify -pubin -inkey \(ExportPart.key) -rawin \\
                -in \(ExportPart.manifest) -sigfile \(ExportPart.signature)

        2. whether each file is the one that was listed:

            sha256sum -c \(ExportPart.sums)

           and whether \(ExportPart.sums) itself has the SHA-256 that \(ExportPart.manifest) gives for it;

        3. whether the key is the recorder's: this must be its fingerprint,

            \(fingerprint)

            openssl pkey -pubin -in \(ExportPart.key) -outform DER | sha256sum

           and it must be the one that the owner of the recorder names, asked on another way than the one on which this file
           came: whoever changes everything in it can sign it with a key of his own. The recorder's administrator finds it in
           the app, or at /api/v1/system/signing-key.

        Where there is a folder `evidence`, cameras have an evidence chain: each recording was sealed shortly after it had ended,
        in an entry that is signed and names the one before it. Nightjar checks with the command above that the files hold
        what was sealed then.

        The signature shows that nothing was changed since the recorder made this export. It does not show that the recorder's
        clock was right, or what the camera was shown.

        """
    }
}
