//! What is to be shown or printed, and news.

use serde::{Deserialize, Serialize};

use crate::payment::Progress;

/// What stands on a slip or a display.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct OutputContent {
    /// `Text`, `MessageRef` and the like.
    pub output_format: String,
    /// A text that both sides know, by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predefined_content: Option<PredefinedContent>,
    /// Lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub output_text: Vec<OutputText>,
}

/// A text that both sides know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PredefinedContent {
    /// Its name; in practice a form such as `TransactionID=…&event=WAIT_FOR_PIN`.
    #[serde(rename = "ReferenceID")]
    pub reference: String,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct OutputText {
    /// What it says; in practice often a form such as `name=TOTAL&value=12.50`.
    pub text: String,
}

/// Show something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DisplayRequest {
    /// What, where.
    pub display_output: Vec<DisplayOutput>,
}

/// What is to be shown where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DisplayOutput {
    /// `CustomerDisplay`, `CashierDisplay`.
    pub device: String,
    /// `Status`, `Error` and the like.
    pub info_qualify: String,
    /// What.
    pub output_content: OutputContent,
}

impl DisplayRequest {
    /// How far a payment has come, when this says so in words that are known.
    #[must_use]
    pub fn progress(&self) -> Option<Progress> {
        let content = self.display_output.iter().filter_map(|output| output.output_content.predefined_content.as_ref());
        let mut events = content.filter_map(|content| form_field(&content.reference, "event"));
        events.find_map(|event| match event.as_str() {
            "TENDER_CREATED" => Some(Progress::PresentCard),
            "WAIT_FOR_PIN" => Some(Progress::EnterPin),
            "PIN_ENTERED" | "CARD_PRESENTED" | "CARD_SWIPED" => Some(Progress::Authorising),
            _ => None,
        })
    }

    /// News of a payment's progress, as a terminal sends them.
    #[must_use]
    pub fn of_event(event: &str) -> Self {
        let predefined_content = Some(PredefinedContent { reference: format!("event={event}") });
        let output_content =
            OutputContent { output_format: "MessageRef".to_owned(), predefined_content, output_text: Vec::new() };
        let (device, info_qualify) = ("CustomerDisplay".to_owned(), "Status".to_owned());
        Self { display_output: vec![DisplayOutput { device, info_qualify, output_content }] }
    }
}

/// What happened at the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventToNotify {
    /// A card was put in.
    CardInserted,
    /// The card was taken out.
    CardRemoved,
    /// The message that came before was not understood.
    Reject,
    /// It is going to be switched off.
    Shutdown,
    /// Somebody wants the kiosk.
    SaleWakeUp,
    /// Anything else.
    #[serde(other)]
    Other,
}

/// News of the terminal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EventNotification {
    /// When.
    pub time_stamp: String,
    /// What.
    pub event_to_notify: EventToNotify,
    /// More of it, in words of the maker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_details: Option<String>,
}

/// One field of a text such as `name=Card&value=%2a%2a%2a`.
#[must_use]
pub fn form_field(form: &str, name: &str) -> Option<String> {
    let pairs = form.split('&').filter_map(|pair| pair.split_once('='));
    pairs.filter(|(key, _)| *key == name).map(|(_, value)| unescaped(value)).next()
}

/// The text behind the escapes of a web form. What is no escape stays as it is.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let escaped = behind.get(..2).filter(|_| first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(if first == b'+' { b' ' } else { first });
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_a_form_are_read() {
        let form = "key=pan&name=Card+No%2e&value=%e2%82%ac%2a%zz%2";
        assert_eq!(form_field(form, "name").as_deref(), Some("Card No."));
        assert_eq!(form_field(form, "value").as_deref(), Some("€*%zz%2"));
        assert_eq!(form_field(form, "total"), None);
    }

    #[test]
    fn progress_is_told_in_known_words_only() {
        assert_eq!(DisplayRequest::of_event("WAIT_FOR_PIN").progress(), Some(Progress::EnterPin));
        assert_eq!(DisplayRequest::of_event("ASK_DCC").progress(), None);
    }
}
