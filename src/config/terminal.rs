//! Which card terminal stands beside the kiosk, and how it is reached.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::money::Currency;
use crate::time::Millis;

/// Which card terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TerminalChoice {
    /// None: counter only.
    None,
    /// The demonstration device; every sale is training.
    Simulated,
    /// A terminal that speaks ZVT (Germany, Austria, Switzerland).
    Zvt(ZvtSettings),
    /// A terminal that speaks the nexo Retailer Protocol (Adyen and others).
    Nexo(NexoSettings),
    /// A terminal that speaks Caisse-AP, Concert V3 (France).
    CaisseAp(CaisseApSettings),
}

impl TerminalChoice {
    /// How long a payment may take, where the settings say so.
    #[must_use]
    pub const fn payment_within(&self) -> Option<Millis> {
        match self {
            Self::None | Self::Simulated => None,
            Self::Zvt(settings) => Some(settings.payment_within),
            Self::Nexo(settings) => Some(settings.payment_within),
            Self::CaisseAp(settings) => Some(settings.payment_within),
        }
    }
}

/// A ZVT terminal on the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZvtSettings {
    /// Name or number, and port.
    pub address: String,
    /// Six digits, as set up in the terminal; most are delivered with 000000, which counts when no place is named.
    pub password: Option<SecretPlace>,
    /// The currency that it is set up for.
    pub currency: Currency,
    /// Whether the terminal prints its slips itself; otherwise they go with the receipt.
    pub terminal_prints: bool,
    /// How long a command may wait for its first answer (T3).
    pub answer_within: Millis,
    /// How long a payment may go without any word of the terminal (T4).
    pub payment_within: Millis,
}

/// A nexo terminal on the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NexoSettings {
    /// `https://` and name or number, with a port.
    pub url: String,
    /// The kiosk's name at the terminal.
    pub sale_id: String,
    /// The terminal's name: model and serial number.
    pub poi_id: String,
    /// Name of the shared key.
    pub key_identifier: String,
    /// Version of the shared key.
    pub key_version: u32,
    /// The passphrase of the shared key.
    pub passphrase: SecretPlace,
    /// The certificate that the terminal's own is signed with, a PEM file.
    pub certificate: PathBuf,
    /// The name in the terminal's certificate, where it is not the name in the address.
    pub certificate_name: Option<String>,
    /// Whether the terminal wants a login before a payment.
    pub login: bool,
    /// Where the kiosk listens for what the terminal shows; `None` where the terminal is not set up to say it.
    pub notices: Option<SocketAddr>,
    /// How long a payment may take.
    pub payment_within: Millis,
}

/// A Caisse-AP terminal on the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaisseApSettings {
    /// Name or number, and port.
    pub address: String,
    /// The register's number, two digits.
    pub register: String,
    /// The register's identifier, twelve digits.
    pub register_id: String,
    /// How long a payment may take.
    pub payment_within: Millis,
}

/// Where a secret is found. Never in the settings themselves, never on a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretPlace {
    /// In a file that nobody but its owner may read.
    File(PathBuf),
    /// In an environment variable.
    Environment(String),
}

/// A value that cannot be used: which key, what it says, what it may say.
pub(super) type Wrong = (&'static str, String, &'static str);

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum FileTerminal {
    None,
    Simulated,
    Zvt,
    Nexo,
    CaisseAp,
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct FileZvt {
    address: String,
    password_file: Option<PathBuf>,
    password_env: Option<String>,
    currency: String,
    terminal_prints: bool,
    answer_within_s: u64,
    payment_within_s: u64,
}

impl Default for FileZvt {
    fn default() -> Self {
        Self {
            address: String::new(),
            password_file: None,
            password_env: None,
            currency: "EUR".to_owned(),
            terminal_prints: false,
            answer_within_s: 5,
            payment_within_s: 180,
        }
    }
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct FileNexo {
    url: String,
    sale_id: String,
    poi_id: String,
    key_identifier: String,
    key_version: u32,
    passphrase_file: Option<PathBuf>,
    passphrase_env: Option<String>,
    certificate: PathBuf,
    certificate_name: Option<String>,
    login: bool,
    notices: Option<String>,
    payment_within_s: u64,
}

impl Default for FileNexo {
    fn default() -> Self {
        Self {
            url: String::new(),
            sale_id: String::new(),
            poi_id: String::new(),
            key_identifier: String::new(),
            key_version: 1,
            passphrase_file: None,
            passphrase_env: None,
            certificate: PathBuf::new(),
            certificate_name: None,
            login: false,
            notices: None,
            payment_within_s: 120,
        }
    }
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct FileCaisseAp {
    address: String,
    register: String,
    register_id: String,
    payment_within_s: u64,
}

impl Default for FileCaisseAp {
    fn default() -> Self {
        Self { address: String::new(), register: "01".to_owned(), register_id: "012345678901".to_owned(), payment_within_s: 120 }
    }
}

/// The tables of a settings file that are about terminals.
#[derive(Default)]
pub(super) struct FileTerminals {
    pub chosen: Option<FileTerminal>,
    pub zvt: Option<FileZvt>,
    pub nexo: Option<FileNexo>,
    pub caisse_ap: Option<FileCaisseAp>,
}

impl FileTerminals {
    /// The chosen one. Tables of others may stay in the file; what is in them is not looked at.
    pub(super) fn check(self, folder: &Path) -> Result<TerminalChoice, Wrong> {
        match self.chosen {
            None | Some(FileTerminal::None) => Ok(TerminalChoice::None),
            Some(FileTerminal::Simulated) => Ok(TerminalChoice::Simulated),
            Some(FileTerminal::Zvt) => self.zvt.unwrap_or_default().check(folder).map(TerminalChoice::Zvt),
            Some(FileTerminal::Nexo) => self.nexo.unwrap_or_default().check(folder).map(TerminalChoice::Nexo),
            Some(FileTerminal::CaisseAp) => self.caisse_ap.unwrap_or_default().check().map(TerminalChoice::CaisseAp),
        }
    }
}

impl FileZvt {
    fn check(self, folder: &Path) -> Result<ZvtSettings, Wrong> {
        const PASSWORD: [&str; 2] = ["zvt.password_file", "zvt.password_env"];
        let currency = Currency::parse(&self.currency);
        let currency = currency.map_err(|_| ("zvt.currency", self.currency, "three letters such as \"EUR\""))?;
        Ok(ZvtSettings {
            address: address("zvt.address", self.address, "the terminal's address and port such as \"192.168.1.50:20007\"")?,
            password: secret(PASSWORD, self.password_file, self.password_env, folder)?,
            currency,
            terminal_prints: self.terminal_prints,
            answer_within: seconds("zvt.answer_within_s", self.answer_within_s, 1, 60, "1 to 60 seconds")?,
            payment_within: seconds("zvt.payment_within_s", self.payment_within_s, 30, 600, "30 to 600 seconds")?,
        })
    }
}

impl FileNexo {
    fn check(self, folder: &Path) -> Result<NexoSettings, Wrong> {
        const PASSPHRASE: [&str; 2] = ["nexo.passphrase_file", "nexo.passphrase_env"];
        let host = self.url.strip_prefix("https://").filter(|host| !host.is_empty() && !host.starts_with(['/', ':']));
        if host.is_none() {
            return Err(("nexo.url", self.url, "the terminal's address such as \"https://192.168.1.60:8443\""));
        }
        let name = |key, value: String, most| {
            let is_right = (1..=most).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_graphic());
            if is_right {
                Ok(value)
            } else {
                Err((key, value, "a name of printable letters, as the terminal's operator gave it"))
            }
        };
        let passphrase = secret(PASSPHRASE, self.passphrase_file, self.passphrase_env, folder)?;
        let Some(passphrase) = passphrase else {
            return Err(("nexo.passphrase_file", String::new(), "a file with the passphrase of the shared key"));
        };
        let notices = self.notices.map(|text| {
            let range =
                "an address of this computer and a port such as \"192.168.1.10:8444\", or \"0.0.0.0:8444\" for all of them";
            text.parse().map_err(|_| ("nexo.notices", text, range))
        });
        if self.certificate.as_os_str().is_empty() {
            return Err(("nexo.certificate", String::new(), "a PEM file with the certificate that signs the terminal's"));
        }
        Ok(NexoSettings {
            sale_id: name("nexo.sale_id", self.sale_id, 32)?,
            poi_id: name("nexo.poi_id", self.poi_id, 32)?,
            key_identifier: name("nexo.key_identifier", self.key_identifier, 64)?,
            key_version: self.key_version,
            passphrase,
            certificate: folder.join(self.certificate),
            certificate_name: self.certificate_name,
            login: self.login,
            notices: notices.transpose()?,
            payment_within: seconds("nexo.payment_within_s", self.payment_within_s, 30, 600, "30 to 600 seconds")?,
            url: self.url,
        })
    }
}

impl FileCaisseAp {
    fn check(self) -> Result<CaisseApSettings, Wrong> {
        let digits = |text: &str, count| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(&self.register, 2) {
            return Err(("caisse-ap.register", self.register, "two digits such as \"01\""));
        }
        if !digits(&self.register_id, 12) {
            return Err(("caisse-ap.register_id", self.register_id, "twelve digits such as \"012345678901\""));
        }
        let range = "the terminal's address and port such as \"192.168.1.70:8888\"";
        Ok(CaisseApSettings {
            address: address("caisse-ap.address", self.address, range)?,
            register: self.register,
            register_id: self.register_id,
            payment_within: seconds("caisse-ap.payment_within_s", self.payment_within_s, 30, 600, "30 to 600 seconds")?,
        })
    }
}

fn address(key: &'static str, value: String, range: &'static str) -> Result<String, Wrong> {
    let parts = value.rsplit_once(':');
    let is_right = parts.is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0));
    if is_right { Ok(value) } else { Err((key, value, range)) }
}

fn seconds(key: &'static str, value: u64, least: u64, most: u64, range: &'static str) -> Result<Millis, Wrong> {
    if (least..=most).contains(&value) { Ok(Millis::from_secs(value)) } else { Err((key, value.to_string(), range)) }
}

fn secret(
    [file_key, variable_key]: [&'static str; 2],
    file: Option<PathBuf>,
    variable: Option<String>,
    folder: &Path,
) -> Result<Option<SecretPlace>, Wrong> {
    match (file, variable) {
        (None, None) => Ok(None),
        (Some(file), None) => Ok(Some(SecretPlace::File(folder.join(file)))),
        (None, Some(name)) if name.is_empty() || name.contains(['=', '\0']) => {
            Err((variable_key, name, "the name of an environment variable"))
        }
        (None, Some(name)) => Ok(Some(SecretPlace::Environment(name))),
        (Some(file), Some(_)) => {
            Err((file_key, file.display().to_string(), "either a file or an environment variable, not both"))
        }
    }
}
