//! The line to the terminal.

use super::{CONNECT_WITHIN, Said, ZvtExchange};
use crate::device::zvt::apdu::ApduReader;
use crate::device::{Act, StreamOrder};
use crate::payment::UnknownReason;
use crate::time::{Now, Timestamp};

/// Where the line stands.
#[derive(Debug)]
pub(super) enum Link {
    Closed,
    Dialling { until: Timestamp },
    Open { reader: ApduReader, is_registered: bool },
}

impl Link {
    pub(super) fn opened(&mut self) {
        if let Self::Dialling { .. } = self {
            *self = Self::Open { reader: ApduReader::default(), is_registered: false };
        }
    }

    pub(super) const fn registered(&mut self) {
        if let Self::Open { is_registered, .. } = self {
            *is_registered = true;
        }
    }

    /// The terminal says that it does not know us.
    pub(super) const fn forgotten(&mut self) {
        if let Self::Open { is_registered, .. } = self {
            *is_registered = false;
        }
    }

    pub(super) const fn deadline(&self) -> Option<Timestamp> {
        match self {
            Self::Dialling { until } => Some(*until),
            Self::Closed | Self::Open { .. } => None,
        }
    }
}

impl ZvtExchange {
    pub(super) fn dial(&mut self, now: Now) {
        self.link = Link::Dialling { until: now.at.after(CONNECT_WITHIN) };
        self.acts.push_back(Act::Line(StreamOrder::Connect));
    }

    pub(super) fn hang_up(&mut self) {
        if !matches!(self.link, Link::Closed) {
            self.link = Link::Closed;
            self.acts.push_back(Act::Line(StreamOrder::Close));
        }
    }

    /// Bytes, cut anywhere.
    pub(super) fn bytes(&mut self, now: Now, bytes: &[u8]) {
        if let Link::Open { reader, .. } = &mut self.link {
            reader.push(bytes);
        }
        // A message may close the line, and then what stands behind it is not heard any more.
        while let Link::Open { reader, .. } = &mut self.link {
            match reader.next_apdu() {
                Ok(Some(apdu)) => self.heard(now, Said::read(&apdu)),
                Ok(None) => return,
                Err(error) => {
                    tracing::warn!(%error, "the terminal is not understood");
                    return self.fail(now, UnknownReason::Garbled);
                }
            }
        }
    }
}
