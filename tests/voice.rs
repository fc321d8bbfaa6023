//! Voices: programs that hang, die or are not there, a speech-dispatcher of the test's own, and once real speech in a real file.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use cardlast::config::{SpeechEngine, SpeechSettings};
use cardlast::device::voice::{self, EspeakNg, VoiceEngine as _};
use cardlast::locale::Language;
use cardlast::speech::{Loudness, Pace, Utterance, Voice as _};
use cardlast::time::Millis;

const PATIENCE: Duration = Duration::from_secs(20);

fn settings(engine: SpeechEngine, folder: &Path) -> SpeechSettings {
    SpeechSettings {
        engine,
        program: folder.join("fake"),
        socket: Some(folder.join("speechd.sock")),
        file: folder.join("spoken.txt"),
        private: false,
        player: Vec::new(),
        listen: Millis::from_secs(60),
    }
}

fn utterance(text: &str) -> Utterance {
    let (loudness, pace) = (Loudness::default(), Pace::default());
    Utterance { text: text.to_owned(), language: Language::new("en").expect("a tag"), loudness, pace }
}

/// A program of the test's own in the place of espeak-ng.
fn fake(folder: &Path, script: &str) -> PathBuf {
    let path = folder.join("fake");
    fs::write(&path, format!("#!/bin/sh\ncd '{}'\n{script}\n", folder.display())).expect("a script");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a program");
    path
}

/// Waits until it is so.
#[track_caller]
#[allow(clippy::disallowed_methods, reason = "a test with a deadline")]
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}");
        std::thread::park_timeout(Duration::from_millis(5));
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

fn is_running(pid: &str) -> bool {
    let state = read(&Path::new("/proc").join(pid.trim()).join("stat"));
    !state.is_empty() && !state.contains(") Z ")
}

#[test]
fn the_program_gets_the_text_on_its_standard_input_and_nothing_of_it_as_an_argument() {
    let folder = tempfile::tempdir().expect("a folder");
    fake(folder.path(), "echo \"$@\" > arguments\ncat > text.part && mv text.part text");
    let mut voice = voice::open(&settings(SpeechEngine::EspeakNg, folder.path())).expect("a thread").expect("a voice");
    let hostile = "--path=/etc; $(touch broken) `touch broken` \"'\n-w out.wav";
    voice.say(utterance(hostile));
    until("the text is taken", || folder.path().join("text").exists());
    assert_eq!(read(&folder.path().join("text")), hostile);
    assert_eq!(read(&folder.path().join("arguments")).trim(), "--stdin -v en -s 150 -a 71");
    assert!(!folder.path().join("broken").exists());
}

#[test]
fn a_program_that_hangs_is_cut_off_by_what_comes_next_and_leaves_nobody_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    fake(folder.path(), "echo $$ >> pids\nexec tail -f /dev/null");
    let mut voice = voice::open(&settings(SpeechEngine::EspeakNg, folder.path())).expect("a thread").expect("a voice");
    let pids = || read(&folder.path().join("pids")).lines().map(str::to_owned).collect::<Vec<_>>();
    voice.say(utterance("one"));
    until("the first speaks", || pids().len() == 1);
    voice.say(utterance("two"));
    until("the second speaks", || pids().len() == 2);
    let all = pids();
    assert!(!is_running(&all[0]) && is_running(&all[1]), "only the latest speaks");
    voice.hush();
    until("it is silent", || !is_running(&all[1]));
    voice.say(utterance("three"));
    until("the third speaks", || pids().len() == 3);
    drop(voice);
    assert!(!is_running(&pids()[2]), "the kiosk's end is the voice's end");
}

#[test]
fn of_many_utterances_at_once_the_latest_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    fake(folder.path(), "cat >> said; echo >> said");
    let mut voice = voice::open(&settings(SpeechEngine::EspeakNg, folder.path())).expect("a thread").expect("a voice");
    (0..200).for_each(|number| voice.say(utterance(&format!("number {number}"))));
    until("the latest is said", || read(&folder.path().join("said")).contains("number 199"));
    assert!(read(&folder.path().join("said")).lines().count() < 150, "most were not worth beginning");
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a test with a deadline")]
fn a_program_that_dies_or_is_missing_never_holds_anybody_up() {
    let folder = tempfile::tempdir().expect("a folder");
    for script in [Some("exit 3"), Some("exec 0<&-; exit 1"), Some("kill -9 $$"), None] {
        match script {
            Some(script) => drop(fake(folder.path(), script)),
            None => fs::remove_file(folder.path().join("fake")).expect("it was there"),
        }
        let mut voice = voice::open(&settings(SpeechEngine::EspeakNg, folder.path())).expect("a thread").expect("a voice");
        let began = Instant::now();
        for _ in 0..50 {
            voice.say(utterance("anybody there?"));
            voice.hush();
        }
        assert!(began.elapsed() < Duration::from_millis(200), "{script:?}: {:?}", began.elapsed());
        drop(voice);
        assert!(began.elapsed() < PATIENCE, "{script:?}");
        assert!(voice::look(&settings(SpeechEngine::EspeakNg, folder.path())).is_err(), "the doctor sees it: {script:?}");
    }
    fake(folder.path(), "echo 'eSpeak NG text-to-speech: 1.51  Data at: /usr/lib'");
    let found = voice::look(&settings(SpeechEngine::EspeakNg, folder.path())).expect("it is there");
    assert_eq!(found, "eSpeak NG text-to-speech: 1.51");
}

#[test]
fn the_chime_goes_to_the_player_as_a_wav_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let player = fake(folder.path(), "cat > chime.part && mv chime.part chime");
    let settings = SpeechSettings {
        player: vec![player.display().to_string(), "-q".to_owned()],
        ..settings(SpeechEngine::None, folder.path())
    };
    let mut voice = voice::open(&settings).expect("a thread").expect("something to chime with");
    voice.chime();
    until("the chime is played", || folder.path().join("chime").exists());
    let wave = fs::read(folder.path().join("chime")).expect("the chime");
    assert!(wave.starts_with(b"RIFF") && wave.len() > 10_000);
}

#[test]
fn captured_speech_is_a_file_to_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut voice = voice::open(&settings(SpeechEngine::Capture, folder.path())).expect("a thread").expect("a voice");
    voice.say(utterance("Your order.\nTotal 3 euros."));
    until("it is written", || read(&folder.path().join("spoken.txt")) == "en 3 2: Your order. | Total 3 euros.\n");
}

/// Plays speech-dispatcher for one connection: answers as it does, and tells what it was told.
fn dispatcher(listener: UnixListener, told: std::sync::mpsc::Sender<String>) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        let (stream, _) = listener.accept().expect("somebody comes");
        let mut answers = stream.try_clone().expect("both ways");
        let mut text = false;
        for line in BufReader::new(stream).lines() {
            let Ok(line) = line else { return };
            let line = line.trim_end_matches('\r').to_owned();
            let answer = match (text, line.as_str()) {
                (true, ".") => {
                    text = false;
                    "225-21\r\n225 OK MESSAGE QUEUED\r\n"
                }
                (true, _) => "",
                (false, "SPEAK") => {
                    text = true;
                    "230 OK RECEIVING DATA\r\n"
                }
                (false, line) if line.starts_with("CANCEL") => "210 OK MESSAGE CANCELED\r\n",
                (false, _) => "208 OK\r\n",
            };
            if told.send(line).is_err() || answers.write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    })
}

#[test]
fn speech_dispatcher_is_told_what_to_say_and_to_stop_and_found_again_after_it_started_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let socket = folder.path().join("speechd.sock");
    let settings = settings(SpeechEngine::SpeechDispatcher, folder.path());
    assert!(voice::look(&settings).is_err(), "it is not there yet");
    let mut voice = voice::open(&settings).expect("a thread").expect("a voice");
    voice.say(utterance("nobody hears this"));
    for round in 0..2 {
        let (told, hears) = channel();
        let listener = UnixListener::bind(&socket).expect("a socket");
        let server = dispatcher(listener, told);
        voice.say(utterance("Your order.\n.hidden\nTotal 3 euros."));
        let mut heard = Vec::new();
        // What was to be said before it was there may have waited until now.
        let said = ["SPEAK", "Your order.", "..hidden", "Total 3 euros.", "."].map(str::to_owned);
        while !heard.ends_with(&said) {
            heard.push(hears.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("round {round}: it says no more than {heard:?}")));
        }
        for command in
            ["SET SELF CLIENT_NAME kiosk:cardlast:screen", "SET SELF LANGUAGE en", "SET SELF RATE 0", "SET SELF VOLUME -29"]
        {
            assert!(heard.iter().any(|line| line == command), "{command} in {heard:?}");
        }
        voice.hush();
        assert_eq!(hears.recv_timeout(PATIENCE).as_deref(), Ok("CANCEL SELF"));
        // It ends, and somebody starts it again.
        drop(hears);
        fs::remove_file(&socket).expect("the socket was there");
        voice.hush();
        server.join().expect("no panic");
    }
}

/// Whether a program is installed; says loudly that a check is left out without it.
#[allow(clippy::print_stderr, reason = "a check that is left out says so")]
fn is_installed(program: &str) -> bool {
    let there = Command::new(program).arg("--version").output().is_ok();
    if !there {
        eprintln!("SKIPPED: {program} is not installed (.ci/need.sh test), so no real speech is checked");
    }
    there
}

/// A real speech-dispatcher on a socket of its own. In the place of a synthesiser it has a program that writes down what it gets, and takes
/// a minute to say it.
struct RealDispatcher {
    folder: tempfile::TempDir,
    process: std::process::Child,
}

impl RealDispatcher {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name).display().to_string();
        fs::create_dir_all(folder.path().join("settings/modules")).expect("a folder");
        let server = "AudioOutputMethod \"libao\"\nDefaultModule ears\nAddModule \"ears\" \"sd_generic\" \"ears.conf\"\n";
        let said = path("said");
        let ears = format!(
            "GenericExecuteSynth \"printf '%s %s %s %s;' \\'$DATA\\' $VOICE $RATE $VOLUME >> {said}; exec sleep 60\"\n\
             GenericRateMultiply 100\nGenericRateForceInteger 1\nGenericVolumeMultiply 100\nGenericVolumeForceInteger 1\n\
             GenericLanguage \"en\" \"en\" \"utf-8\"\nGenericLanguage \"fr\" \"fr\" \"utf-8\"\n\
             AddVoice \"en\" \"MALE1\" \"in-english\"\nAddVoice \"fr\" \"MALE1\" \"in-french\"\n"
        );
        for (name, text) in [
            ("settings/speechd.conf", server),
            ("settings/modules/ears.conf", &ears),
            // No sound device is needed to write something down.
            (".libao", "default_driver=null\n"),
        ] {
            fs::write(folder.path().join(name), text).expect("a file");
        }
        let process = Command::new("speech-dispatcher")
            .args(["-s", "-c", "unix_socket", "-t", "0", "-S", &path("speechd.sock"), "-C", &path("settings")])
            .args(["-L", &path(""), "-P", &path("pid")])
            .env("HOME", folder.path())
            .env("XDG_RUNTIME_DIR", folder.path())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("it starts");
        let server = Self { folder, process };
        until("speech-dispatcher is there", || server.folder.path().join("speechd.sock").exists());
        server
    }

    fn hears(&self, what: &str) {
        let said = self.folder.path().join("said");
        until(&format!("{what:?} in {:?}", read(&said)), || read(&said).contains(what));
    }
}

impl Drop for RealDispatcher {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a02_a_real_speech_dispatcher_says_it_in_its_language_and_can_be_cut_off() {
    if !is_installed("speech-dispatcher") {
        return;
    }
    let server = RealDispatcher::start();
    let settings = settings(SpeechEngine::SpeechDispatcher, server.folder.path());
    assert!(voice::look(&settings).is_ok_and(|found| found.starts_with("speech-dispatcher answers")), "the doctor sees it");
    let mut voice = voice::open(&settings).expect("a thread").expect("a voice");
    voice.say(utterance("Your order"));
    server.hears("Your order in-english 0 -29;");
    // Each takes a minute to say, so what comes next is heard only when the one before is cut off.
    let french = Language::new("fr").expect("a tag");
    voice.say(Utterance { language: french.clone(), pace: Pace::new(Pace::MOST), ..utterance("Votre numéro est le A01") });
    server.hears("Votre numéro est le A01 in-french 100 -29;");
    voice.hush();
    voice.say(Utterance { loudness: Loudness::new(Loudness::MOST), language: french, ..utterance("C’est l’été") });
    server.hears("C’est l’été in-french 0 ");
}

/// How many samples a WAV file of 16 bits has in a second, and the samples.
fn samples(wave: &[u8]) -> (u32, Vec<i16>) {
    assert!(wave.starts_with(b"RIFF") && &wave[8..12] == b"WAVE", "a WAV file");
    let rate = u32::from_le_bytes(wave[24..28].try_into().expect("four bytes"));
    let data = wave.windows(4).position(|bytes| bytes == b"data").expect("samples") + 8;
    (rate, wave[data..].chunks_exact(2).map(|bytes| i16::from_le_bytes([bytes[0], bytes[1]])).collect())
}

#[allow(clippy::float_arithmetic, reason = "loudness of real sound")]
fn loudness(samples: &[i16]) -> f64 {
    let square = samples.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>();
    (square / f64::from(u32::try_from(samples.len().max(1)).expect("short"))).sqrt()
}

/// The kiosk's own call of espeak-ng, with a wrapper that has it write a file instead of sounding.
#[test]
#[allow(clippy::float_arithmetic, reason = "loudness of real sound")]
fn a03_real_speech_is_heard_for_as_long_as_its_words_take_and_over_18_decibels() {
    if !is_installed("espeak-ng") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let program = fake(folder.path(), "espeak-ng \"$@\" -w sound.part && mv sound.part sound.wav");
    let mut heard = Vec::new();
    for (step, pace, tag, text) in [
        (0, 2, "en", "Your number: A 0 1. Paid: 19 euros 40. We call this number when your order is ready."),
        (3, 2, "en", "Your number: A 0 1. Paid: 19 euros 40. We call this number when your order is ready."),
        (6, 2, "en", "Your number: A 0 1. Paid: 19 euros 40. We call this number when your order is ready."),
        (3, 5, "en", "Your number: A 0 1. Paid: 19 euros 40. We call this number when your order is ready."),
        (3, 2, "fr", "Votre numéro : A 0 1. Nous appelons ce numéro quand la commande est prête."),
    ] {
        let mut engine = EspeakNg::new(program.clone());
        let said = Utterance {
            language: Language::new(tag).expect("a tag"),
            loudness: Loudness::new(step),
            pace: Pace::new(pace),
            ..utterance(text)
        };
        engine.begin(&said).expect("it speaks");
        until("it has spoken", || !engine.speaks().expect("it ends well"));
        let (rate, samples) = samples(&fs::read(folder.path().join("sound.wav")).expect("the sound"));
        fs::remove_file(folder.path().join("sound.wav")).expect("it was there");
        let seconds = f64::from(u32::try_from(samples.len()).expect("short")) / f64::from(rate);
        println!("loudness {step}, pace {pace}, {tag}: {seconds:.1} s, root mean square {:.0}", loudness(&samples));
        heard.push((seconds, loudness(&samples)));
    }
    for (seconds, loud) in &heard {
        assert!((2.0..20.0).contains(seconds), "{seconds} s for sixteen words");
        assert!(*loud > 50.0, "it can be heard: {loud}");
    }
    let decibels = 20.0 * (heard[2].1 / heard[0].1).log10();
    assert!(decibels >= 18.0, "from the quietest to the loudest {decibels:.1} dB");
    assert!(heard[3].0 < heard[1].0 * 0.7, "faster is faster");
}
