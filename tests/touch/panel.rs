//! A touch panel without hardware: an X server with the `dummy` video driver, whose touch screen takes its fingers from a socket (the
//! `inputtest` driver that comes with the server).

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

pub const WIDTH: u16 = 1080;
pub const HEIGHT: u16 = 1920;

/// The driver's axes run to this, whatever the panel.
const AXIS: f64 = 65535.0;

/// A machine full of builds starts a server slowly.
const PATIENCE: Duration = Duration::from_secs(60);

/// Lets time pass: a finger stays on the glass for a while because that is what it is about, not to wait for something.
pub fn stay(span: Duration) {
    let (_kept, never) = channel::<()>();
    let _ = never.recv_timeout(span);
}

/// Asks again and again until there is an answer or the patience is over.
fn until<T>(mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let step = Duration::from_millis(50);
    (0..PATIENCE.as_millis() / step.as_millis()).find_map(|_| {
        ask().or_else(|| {
            stay(step);
            None
        })
    })
}

/// The server and its touch screen.
pub struct Panel {
    server: Child,
    socket: UnixStream,
    /// Its name for clients, such as `:3`.
    pub display: String,
    _folder: tempfile::TempDir,
}

impl Panel {
    /// Starts a server on a free display, or says why there is none here.
    pub fn start() -> Result<Self, String> {
        let xorg = xorg().ok_or("no Xorg (Debian: xserver-xorg-core)")?;
        let folder = tempfile::tempdir().map_err(|error| format!("no temporary folder: {error}"))?;
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("xorg.conf"), configuration(folder.path())).map_err(|error| format!("no configuration: {error}"))?;
        let mut server = Command::new(xorg)
            .args(["-displayfd", "1", "-noreset", "-novtswitch", "-nolisten", "tcp", "-config"])
            .arg(path("xorg.conf"))
            .arg("-logfile")
            .arg(path("xorg.log"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("Xorg does not start: {error}"))?;
        let started = number(&mut server).and_then(|number| {
            let socket = until(|| UnixStream::connect(path("touch.sock")).ok()).ok_or("its touch screen has no socket")?;
            Ok((number, socket))
        });
        match started {
            Ok((number, socket)) => {
                let mut panel = Self { server, socket, display: format!(":{number}"), _folder: folder };
                panel.greet().map_err(|error| format!("its touch screen does not answer: {error}"))?;
                Ok(panel)
            }
            Err(why) => {
                let _ = server.kill();
                let _ = server.wait();
                Err(format!("Xorg cannot be used here: {why}{}", complaints(&path("xorg.log"))))
            }
        }
    }

    /// Versions of the protocol; the answer says that ours will do.
    fn greet(&mut self) -> std::io::Result<()> {
        self.socket.set_read_timeout(Some(PATIENCE))?;
        self.write(&message(0, &[&1_u16.to_le_bytes(), &1_u16.to_le_bytes()]))?;
        self.answer()
    }

    fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.socket.write_all(bytes)
    }

    fn answer(&mut self) -> std::io::Result<()> {
        let mut head = [0; 4];
        self.socket.read_exact(&mut head)?;
        let rest = (u32::from_le_bytes(head) as usize).saturating_sub(head.len());
        self.socket.read_exact(&mut vec![0; rest])
    }

    /// Sends what fingers do, all at once, and waits until the server has taken it.
    pub fn send(&mut self, moves: &[Touch]) {
        let mut bytes: Vec<u8> = moves.iter().flat_map(Touch::bytes).collect();
        bytes.extend(message(1, &[]));
        self.write(&bytes).and_then(|()| self.answer()).expect("the touch screen takes touches");
    }
}

impl Drop for Panel {
    /// Asks first: a server that is killed leaves its lock behind, and its display looks taken for ever.
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.server.id().to_string()).status();
        if until(|| self.server.try_wait().ok().flatten()).is_none() {
            let _ = self.server.kill();
            let _ = self.server.wait();
        }
    }
}

/// What a finger does.
#[derive(Debug, Clone, Copy)]
pub enum Phase {
    Lands = 18,
    Moves = 19,
    Lifts = 20,
}

/// One finger does something somewhere.
#[derive(Debug, Clone, Copy)]
pub struct Touch {
    pub finger: u32,
    pub phase: Phase,
    pub at: (f64, f64),
}

impl Touch {
    /// The driver's message: which finger does what, and 64 axes of which the first two are the place and the fifth the pressure.
    fn bytes(&self) -> Vec<u8> {
        let mut axes = [0.0_f64; 64];
        axes[0] = self.at.0 * AXIS / f64::from(WIDTH);
        axes[1] = self.at.1 * AXIS / f64::from(HEIGHT);
        axes[4] = 100.0;
        let given = [0b1_0011_u8, 0, 0, 0, 0, 0, 0, 0];
        let axes: Vec<u8> = axes.iter().flat_map(|axis| axis.to_le_bytes()).collect();
        let unaccelerated = vec![0; axes.len()];
        let words = [self.finger, self.phase as u32, 0].map(u32::to_le_bytes).concat();
        message(6, &[&words, &given, &[0; 4], &axes, &unaccelerated])
    }
}

fn message(kind: u32, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let length = u32::try_from(8 + body.len()).expect("a short message");
    [length.to_le_bytes().as_slice(), &kind.to_le_bytes(), &body].concat()
}

/// The server itself, not the wrapper that asks who sits at the console.
fn xorg() -> Option<PathBuf> {
    let places = ["/usr/lib/xorg/Xorg", "/usr/libexec/Xorg", "/usr/lib/Xorg", "/usr/bin/Xorg"];
    places.iter().map(PathBuf::from).find(|path| path.exists())
}

/// The number of the display that it found free.
fn number(server: &mut Child) -> Result<u32, String> {
    let out = server.stdout.take().ok_or("it has no output")?;
    let (told, heard) = channel();
    std::thread::spawn(move || {
        let mut line = String::new();
        let _ = BufReader::new(out).read_line(&mut line);
        let _ = told.send(line);
    });
    let line = heard.recv_timeout(PATIENCE).map_err(|_| "it says nothing")?;
    line.trim().parse().map_err(|_| "it ends at once".to_owned())
}

/// The last errors of its log.
fn complaints(log: &Path) -> String {
    let log = std::fs::read_to_string(log).unwrap_or_default();
    let errors: Vec<_> = log.lines().filter(|line| line.contains("(EE)") && line.len() > 24).collect();
    errors.iter().rev().take(3).rev().fold(String::new(), |mut said, line| {
        let _ = write!(said, "\n    {line}");
        said
    })
}

fn configuration(folder: &Path) -> String {
    let (width, height) = (u32::from(WIDTH), u32::from(HEIGHT));
    let device = |name: &str, kind: &str| {
        let socket = folder.join(format!("{name}.sock"));
        format!(
            "Section \"InputDevice\"\nIdentifier \"{name}\"\nDriver \"inputtest\"\nOption \"SocketPath\" \"{}\"\n\
             Option \"DeviceType\" \"{kind}\"\nOption \"TouchCount\" \"5\"\nEndSection\n",
            socket.display()
        )
    };
    let mode = format!(
        "Modeline \"panel\" 184.88 {width} {} {} {} {height} {} {} {}",
        width + 88,
        width + 200,
        width + 400,
        height + 1,
        height + 4,
        height + 62
    );
    [
        "Section \"ServerFlags\"\nOption \"AutoAddDevices\" \"false\"\nOption \"AutoEnableDevices\" \"false\"\n\
         Option \"DontVTSwitch\" \"true\"\nOption \"AllowMouseOpenFail\" \"true\"\nEndSection\n",
        "Section \"Device\"\nIdentifier \"dummy\"\nDriver \"dummy\"\nVideoRam 256000\nEndSection\n",
        &format!("Section \"Monitor\"\nIdentifier \"panel\"\nHorizSync 5-1000\nVertRefresh 5-200\n{mode}\nEndSection\n"),
        &format!(
            "Section \"Screen\"\nIdentifier \"screen\"\nDevice \"dummy\"\nMonitor \"panel\"\nDefaultDepth 24\n\
             SubSection \"Display\"\nDepth 24\nModes \"panel\"\nVirtual {width} {height}\nEndSubSection\nEndSection\n"
        ),
        &device("touch", "Touch"),
        &device("keyboard", "Keyboard"),
        &device("pointer", "PointerAbsolute"),
        "Section \"ServerLayout\"\nIdentifier \"layout\"\nScreen \"screen\"\nInputDevice \"pointer\" \"CorePointer\"\n\
         InputDevice \"keyboard\" \"CoreKeyboard\"\nInputDevice \"touch\" \"SendCoreEvents\"\nEndSection\n",
    ]
    .concat()
}
