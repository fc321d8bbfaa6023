//! Passwords and passphrases of terminals: read at start from a file or the environment, kept out of every log.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// A secret. It shows itself to nobody who does not ask for it by [`Secret::expose`].
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// Why there is no secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file cannot be read.
    #[error("cannot read the secret {path}: {source}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Others than its owner may read the file.
    #[error("the secret {path} may be read by others than its owner (mode {mode:03o}); mend that with: chmod 600 {path}")]
    Open {
        /// Which.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// The variable is not there.
    #[error("the environment variable {name} is not set, or is not text; it should hold the secret")]
    NotSet {
        /// Which.
        name: String,
    },
    /// There is nothing in it.
    #[error("the secret in {place} is empty")]
    Empty {
        /// Where.
        place: String,
    },
}

impl Secret {
    /// The first line of a file that nobody but its owner may read.
    ///
    /// # Errors
    /// [`SecretError`] with what to do about it.
    pub fn from_file(path: &Path) -> Result<Self, SecretError> {
        let unreadable = |source| SecretError::Unreadable { path: path.to_owned(), source };
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(path).map_err(unreadable)?.permissions().mode() & 0o777;
            if mode & 0o077 != 0 {
                return Err(SecretError::Open { path: path.to_owned(), mode });
            }
        }
        let text = fs::read_to_string(path).map_err(unreadable)?;
        Self::new(text.lines().next().unwrap_or_default(), &path.display())
    }

    /// The value of an environment variable.
    ///
    /// # Errors
    /// [`SecretError`] when it is not set or empty.
    pub fn from_environment(name: &str) -> Result<Self, SecretError> {
        let value = std::env::var(name).map_err(|_| SecretError::NotSet { name: name.to_owned() })?;
        Self::new(value.trim_end_matches(['\r', '\n']), &format_args!("the environment variable {name}"))
    }

    /// A secret that is known to everybody, such as the password that terminals are delivered with.
    #[must_use]
    pub fn well_known(value: &str) -> Self {
        Self(value.to_owned())
    }

    fn new(value: &str, place: &dyn fmt::Display) -> Result<Self, SecretError> {
        if value.is_empty() { Err(SecretError::Empty { place: place.to_string() }) } else { Ok(Self(value.to_owned())) }
    }

    /// The secret itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn file(folder: &Path, text: &str, mode: u32) -> PathBuf {
        let path = folder.join(format!("secret-{mode:o}"));
        fs::write(&path, text).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("set");
        path
    }

    #[test]
    fn a_secret_is_read_from_a_file_of_ones_own_and_shown_nowhere() {
        let folder = tempfile::tempdir().expect("a folder");
        let secret = Secret::from_file(&file(folder.path(), "open sesame\n", 0o600)).expect("a secret");
        assert_eq!(secret.expose(), "open sesame");
        assert!(!format!("{secret:?}").contains("sesame"));
    }

    #[test]
    fn a_file_that_others_can_read_holds_no_secret() {
        let folder = tempfile::tempdir().expect("a folder");
        for mode in [0o640, 0o604, 0o644, 0o660] {
            let error = Secret::from_file(&file(folder.path(), "open sesame\n", mode)).expect_err("refused");
            let said = error.to_string();
            assert!(said.contains("chmod 600") && said.contains(&format!("{mode:03o}")) && !said.contains("sesame"), "{said}");
        }
    }

    #[test]
    fn what_is_not_there_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let said = |error: SecretError| error.to_string();
        let missing = Secret::from_file(&folder.path().join("nothing"));
        assert!(said(missing.expect_err("missing")).contains("nothing"));
        let empty = Secret::from_file(&file(folder.path(), "\n", 0o400));
        assert!(said(empty.expect_err("empty")).contains("is empty"));
        let unset = Secret::from_environment("CARDLAST_NO_SUCH_SECRET");
        assert!(said(unset.expect_err("not set")).contains("CARDLAST_NO_SUCH_SECRET"));
    }
}
