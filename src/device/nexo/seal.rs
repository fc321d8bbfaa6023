//! The envelope that terminals of Adyen put around a message: encrypted under a passphrase that both sides know, and signed.
//!
//! Pure: the nonce comes in from outside. A message that was touched on its way does not open.

use std::fmt;

use aes::Aes256;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha1::Sha1;
use sha2::Sha256;

use super::message::LONGEST;

/// Mixed into the passphrase; the same for everybody.
const SALT: &[u8] = b"AdyenNexoV1Salt";
/// How often the passphrase is stirred.
const ROUNDS: u32 = 4_000;
/// The version of all this.
const CRYPTO_VERSION: u32 = 1;

/// Why an envelope is not made or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// It has not the form of an envelope, or what is to be put into one is no message.
    #[error("no sealed message")]
    Form,
    /// It is sealed with another key.
    #[error("sealed with another key or another version of it")]
    Key,
    /// It was touched on its way, or the passphrase is not the same on both sides.
    #[error("the seal is broken")]
    Seal,
}

/// What seals and opens. Shows nothing of itself.
#[derive(Clone)]
pub struct SealKey {
    /// Filled up with zeros to a block of the hash, which changes nothing.
    hmac_key: [u8; 64],
    cipher_key: [u8; 32],
    iv: [u8; 16],
    key_identifier: String,
    key_version: u32,
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealKey({}, version {})", self.key_identifier, self.key_version)
    }
}

#[derive(Serialize, Deserialize)]
struct Outside<'a> {
    #[serde(rename = "SaleToPOIRequest", borrow, skip_serializing_if = "Option::is_none")]
    request: Option<Sealed<'a>>,
    #[serde(rename = "SaleToPOIResponse", borrow, skip_serializing_if = "Option::is_none")]
    response: Option<Sealed<'a>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Sealed<'a> {
    #[serde(borrow)]
    message_header: &'a RawValue,
    nexo_blob: String,
    security_trailer: Trailer,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Trailer {
    adyen_crypto_version: u32,
    key_identifier: String,
    key_version: u32,
    nonce: String,
    hmac: String,
}

/// What of a message stands outside, too.
#[derive(Deserialize)]
struct Inside<'a> {
    #[serde(rename = "SaleToPOIRequest", borrow)]
    request: Option<Headed<'a>>,
    #[serde(rename = "SaleToPOIResponse", borrow)]
    response: Option<Headed<'a>>,
}

#[derive(Deserialize)]
struct Headed<'a> {
    #[serde(rename = "MessageHeader", borrow)]
    header: &'a RawValue,
}

impl SealKey {
    /// Stirs the passphrase; takes some milliseconds.
    #[must_use]
    pub fn new(passphrase: &str, key_identifier: &str, key_version: u32) -> Self {
        let mut stirred = [0; 80];
        pbkdf2::pbkdf2_hmac::<Sha1>(passphrase.as_bytes(), SALT, ROUNDS, &mut stirred);
        let (mut hmac_key, mut cipher_key, mut iv) = ([0; 64], [0; 32], [0; 16]);
        hmac_key[..32].copy_from_slice(&stirred[..32]);
        cipher_key.copy_from_slice(&stirred[32..64]);
        iv.copy_from_slice(&stirred[64..]);
        Self { hmac_key, cipher_key, iv, key_identifier: key_identifier.to_owned(), key_version }
    }

    /// Puts a message into an envelope. No nonce may be used twice.
    ///
    /// # Errors
    /// [`SealError::Form`] when it is no message.
    pub fn seal(&self, plain: &[u8], nonce: [u8; 16]) -> Result<Vec<u8>, SealError> {
        let inside: Inside<'_> = serde_json::from_slice(plain).map_err(|_| SealError::Form)?;
        let outside = match (inside.request, inside.response) {
            (Some(headed), None) => Outside { request: Some(self.sealed(headed.header, plain, nonce)), response: None },
            (None, Some(headed)) => Outside { request: None, response: Some(self.sealed(headed.header, plain, nonce)) },
            (None, None) | (Some(_), Some(_)) => return Err(SealError::Form),
        };
        serde_json::to_vec(&outside).map_err(|_| SealError::Form)
    }

    fn sealed<'a>(&self, header: &'a RawValue, plain: &[u8], nonce: [u8; 16]) -> Sealed<'a> {
        let cipher = cbc::Encryptor::<Aes256>::new(&self.cipher_key.into(), &self.mixed(nonce).into());
        Sealed {
            message_header: header,
            nexo_blob: BASE64_STANDARD.encode(cipher.encrypt_padded_vec::<Pkcs7>(plain)),
            security_trailer: Trailer {
                adyen_crypto_version: CRYPTO_VERSION,
                key_identifier: self.key_identifier.clone(),
                key_version: self.key_version,
                nonce: BASE64_STANDARD.encode(nonce),
                hmac: BASE64_STANDARD.encode(self.mac(plain).finalize().into_bytes()),
            },
        }
    }

    /// Takes a message out of its envelope.
    ///
    /// # Errors
    /// [`SealError`] when it is no envelope, was sealed with another key, or was touched.
    pub fn open(&self, envelope: &[u8]) -> Result<Vec<u8>, SealError> {
        // Base64 is a third longer than what is in it.
        if envelope.len() > 2 * LONGEST {
            return Err(SealError::Form);
        }
        let outside: Outside<'_> = serde_json::from_slice(envelope).map_err(|_| SealError::Form)?;
        let ((Some(sealed), None) | (None, Some(sealed))) = (outside.request, outside.response) else {
            return Err(SealError::Form);
        };
        let Trailer { adyen_crypto_version, key_identifier, key_version, nonce, hmac } = sealed.security_trailer;
        if (adyen_crypto_version, key_identifier.as_str(), key_version)
            != (CRYPTO_VERSION, &self.key_identifier, self.key_version)
        {
            return Err(SealError::Key);
        }
        let bytes = |text: &str| BASE64_STANDARD.decode(text).map_err(|_| SealError::Form);
        let nonce: [u8; 16] = bytes(&nonce)?.try_into().map_err(|_| SealError::Form)?;
        let cipher = cbc::Decryptor::<Aes256>::new(&self.cipher_key.into(), &self.mixed(nonce).into());
        let plain = cipher.decrypt_padded_vec::<Pkcs7>(&bytes(&sealed.nexo_blob)?).map_err(|_| SealError::Seal)?;
        // Compares in the same time whether the first byte is wrong or the last.
        self.mac(&plain).verify_slice(&bytes(&hmac)?).map_err(|_| SealError::Seal)?;
        Ok(plain)
    }

    fn mac(&self, plain: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new(&self.hmac_key.into());
        mac.update(plain);
        mac
    }

    fn mixed(&self, nonce: [u8; 16]) -> [u8; 16] {
        let mut mixed = self.iv;
        mixed.iter_mut().zip(nonce).for_each(|(byte, other)| *byte ^= other);
        mixed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONCE: [u8; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
    const PLAIN: &[u8] =
        br#"{"SaleToPOIRequest":{"MessageHeader":{"MessageClass":"Service","POIID":"V400m"},"DiagnosisRequest":{}}}"#;

    fn key() -> SealKey {
        SealKey::new("p@ssw0rd123456", "key", 1)
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Made with the terminal maker's own library.
    #[test]
    fn a_known_passphrase_gives_the_known_keys_and_envelope() {
        let key = key();
        assert_eq!(hex(&key.hmac_key[..32]), "733636253b5b98f9a483b1a678d73a58dab2accafbc029ecbe12d60eaa909e32");
        assert_eq!(hex(&key.cipher_key), "cf2c822761b9f5305bf69970bfa7b659a6724a119db21f8b0e949779f2ea022c");
        assert_eq!(hex(&key.iv), "bb9ba8092e6027c735398dc65977c051");
        let header = RawValue::from_string("{}".to_owned()).expect("an object");
        let sealed = key.sealed(&header, br#"{"hello":"kiosk"}"#, NONCE);
        assert_eq!(sealed.nexo_blob, "deg96ODIPrU+dOAC4p2irTmzQZ060BAwbIQMvt9P0Ik=");
        assert_eq!(sealed.security_trailer.hmac, "jlt3jCYqQlpw93ZlrgPcp5DbBrCxz9tu72/azKVMMHE=");
    }

    #[test]
    fn what_was_sealed_opens_as_it_was() {
        let sealed = key().seal(PLAIN, NONCE).expect("sealed");
        assert_eq!(key().open(&sealed).expect("opened"), PLAIN);
        assert!(!String::from_utf8_lossy(&sealed).contains("DiagnosisRequest"));
    }

    /// Every letter of an envelope, changed: what opens is what was sealed, and what matters does not open.
    #[test]
    fn no_letter_can_be_changed_unnoticed() {
        let key = key();
        let sealed = key.seal(PLAIN, NONCE).expect("sealed");
        let text = String::from_utf8(sealed.clone()).expect("text");
        let mut noticed = 0;
        for at in 0..sealed.len() {
            let mut touched = sealed.clone();
            touched[at] = if touched[at] == b'A' { b'B' } else { b'A' };
            match key.open(&touched) {
                Ok(plain) => assert_eq!(plain, PLAIN, "changed at {at}"),
                Err(_) => noticed += 1,
            }
        }
        let blob = text.find("NexoBlob").expect("a blob");
        let behind = sealed.len() - blob;
        assert!(noticed >= behind - 4, "{noticed} of {behind} letters from the blob on");
    }

    #[test]
    fn another_passphrase_or_key_does_not_open() {
        let sealed = key().seal(PLAIN, NONCE).expect("sealed");
        let other = |phrase, name, version| SealKey::new(phrase, name, version).open(&sealed);
        assert_eq!(other("p@ssw0rd123457", "key", 1), Err(SealError::Seal));
        assert_eq!(other("p@ssw0rd123456", "kez", 1), Err(SealError::Key));
        assert_eq!(other("p@ssw0rd123456", "key", 2), Err(SealError::Key));
    }

    #[test]
    fn what_is_no_message_is_not_sealed_and_what_is_no_envelope_not_opened() {
        assert_eq!(key().seal(b"{\"hello\":\"kiosk\"}", NONCE), Err(SealError::Form));
        assert_eq!(key().open(PLAIN), Err(SealError::Form));
        assert_eq!(key().open(&vec![b' '; 3 * LONGEST]), Err(SealError::Form));
    }

    #[test]
    fn a_secret_shows_nothing_of_itself() {
        assert_eq!(format!("{:?}", key()), "SealKey(key, version 1)");
    }
}
