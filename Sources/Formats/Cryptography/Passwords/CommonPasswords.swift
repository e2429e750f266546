/// The passwords that guessers try first, in lower case. Compared are a whole password, the word in its middle without
/// digits and signs around it, and the piece of which it is a repetition; so `password` stands for `Password2026!` and
/// `1234567890` for `123456789012` as well.
///
/// A list of millions would cost more than it is worth: guesses are counted and slowed down, and the kept hashes are
/// slow to try.
enum CommonPasswords {
    static func contains(_ text: String) -> Bool { all.contains(text[...]) }

    private static let all = Set([digits, keyboard, words, phrases].joined(separator: " ").split(separator: " "))

    private static let digits = """
        1234567890 0123456789 9876543210 0987654321 123456789 987654321 12345678 87654321 1234567 7654321 \
        123456 654321 12345 54321 11223344 1122334455 112233445566 123456654321 123454321 1234554321 \
        12345678987654321 147258369 123698745 159357 159753 789456123 741852963 741852 963852741 0147258369 \
        314159265358 31415926535 2718281828
        """

    private static let keyboard = """
        qwerty qwertyu qwertyui qwertyuio qwertyuiop qwertyuiopas qwertyuiopasdf qwertyuiopasdfghjkl qwertz \
        qwertzui qwertzuiop azerty azertyuiop asdf asdfg asdfgh asdfghj asdfghjk asdfghjkl asdfghjklzxcvbnm \
        zxcv zxcvb zxcvbn zxcvbnm qwertyuiopasdfghjklzxcvbnm qwe qweasd qweasdzxc 123qweasdzxc 123qweasd \
        qweasdzxc123 1q2w3e 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i 1qaz2wsx \
        1qaz2wsx3edc 1qaz2wsx3edc4rfv zaq12wsx zaq1xsw2 zaq12wsxcde3 qazwsx qazwsxedc qazwsxedcrfv qweqwe \
        asdasd zxczxc q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 qwer1234 qwerasdf qwerasdfzxcv asdf1234 asdfqwer \
        poiuytrewq lkjhgfdsa mnbvcxz ytrewq 1234qwer 1234qwerasdf abc abcd abcde abcdef abcdefg abcdefgh \
        abcdefghi abcdefghij abcdefghijk abcdefghijkl abcdefghijklm abcdefghijklmn abcdefghijklmno \
        abcdefghijklmnop abcdefghijklmnopqrstuvwxyz a1b2c3 a1b2c3d4 a1b2c3d4e5 a1b2c3d4e5f6 a1s2d3f4 \
        a1s2d3f4g5 abcd1234 abc123
        """

    private static let words = """
        password passwords passwort passw0rd p@ssword p@ssw0rd pa$$word pa$$w0rd motdepasse contraseña \
        contrasena senha wachtwoord passphrase secret topsecret geheim default changeme change letmein \
        letmeinnow welcome willkommen bienvenue bienvenido hello hallo bonjour admin adm1n administrator \
        administrador administrateur root toor superuser superadmin sysadmin system supervisor operator \
        manager master test testing tester user guest demo sample public private login logon access security \
        secure server service support temp temporary computer internet network monkey dragon shadow sunshine \
        princess football baseball basketball soccer hockey superman batman spiderman pokemon starwars \
        whatever trustno1 freedom flower iloveyou iloveu loveyou lovely mustang charlie michael jessica \
        jennifer jordan thomas daniel andrew joshua ashley nicole anthony matthew michelle killer hunter \
        ranger chocolate butterfly samsung google facebook linkedin microsoft windows ubuntu debian raspberry \
        raspberrypi camera cameras ipcamera webcam surveillance recorder recording nightjar nvr dvr cctv \
        hikvision dahua axis reolink foscam amcrest unifi frigate blueiris synology zoneminder
        """

    private static let phrases = """
        correcthorsebatterystaple correct-horse-battery-staple correct_horse_battery_staple thisismypassword \
        mypassword thisisapassword yourpassword newpassword oldpassword nopassword mypasswordis \
        passwordpassword adminpassword passwordadmin rootpassword userpassword adminadmin admin123admin \
        administratoradministrator letmeinplease letmeinletmein opensesame iloveyoubaby iloveyousomuch \
        iloveyouforever iloveyoumore nevergonnagiveyouup maytheforcebewithyou thequickbrownfox iamtheadmin \
        welcomehome helloworld hellohello password1password securitycamera securitycameras nightjaradmin \
        nightjarnvr
        """
}
