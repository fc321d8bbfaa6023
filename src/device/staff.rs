//! A folder in which staff hand their decisions in while the kiosk runs, or before it starts again.
//!
//! Whoever decides leaves a slip there, whole or not at all; the kiosk's machine takes it or refuses it and leaves an answer. A slip stays
//! until its decision is durable, so that a crash in between loses nothing. What is no slip is put aside, and never followed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::spool::{SpoolError, make_folder, write_once};
use crate::id::{AttemptId, FreshId};
use crate::payment::{StaffDecision, StaffVerdict};
use crate::port::{StaffAnswer, StaffSlip, Worker};

#[derive(Serialize, Deserialize)]
struct SlipFile {
    attempt: AttemptId,
    verdict: String,
    by: String,
    reason: String,
}

#[derive(Serialize, Deserialize)]
struct AnswerFile {
    /// The reference of the payment, if the slip could be read.
    about: Option<String>,
    /// `None` when the decision is taken.
    refused: Option<String>,
}

const SLIP: &str = "slip";
const ANSWER: &str = "answer";
const UNREADABLE: &str = "unreadable";

/// A longer file is no slip.
const LONGEST_SLIP: u64 = 16 * 1024;

/// How soon the kiosk notices a slip.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// A slip's name, and what it says or why it says nothing.
pub type Waiting = (String, Result<StaffDecision, String>);

/// The folder, from the side of those who decide.
#[derive(Debug, Clone)]
pub struct StaffFolder {
    folder: PathBuf,
}

impl StaffFolder {
    /// Uses a folder, making it if need be.
    ///
    /// # Errors
    /// [`SpoolError`].
    pub fn new(folder: PathBuf) -> Result<Self, SpoolError> {
        make_folder(&folder)?;
        Ok(Self { folder })
    }

    /// Hands a decision in; the name asks for its answer.
    ///
    /// # Errors
    /// [`SpoolError`] when it cannot be left there.
    pub fn hand_in(&self, decision: &StaffDecision, fresh: FreshId) -> Result<String, SpoolError> {
        // Two people may decide about one attempt: each slip has a name of its own, and the machine takes the first.
        let name = AttemptId::from(fresh).to_string();
        let slip = SlipFile {
            attempt: decision.attempt(),
            verdict: decision.verdict().key().to_owned(),
            by: decision.by().to_owned(),
            reason: decision.reason().to_owned(),
        };
        let text = serde_json::to_string(&slip).map_err(|error| self.error(error.into()))?;
        write_once(&self.folder, &format!("{name}.{SLIP}"), &text).map_err(|error| self.error(error))?;
        Ok(name)
    }

    /// The answer to a slip, once; `None` as long as there is none.
    ///
    /// # Errors
    /// [`SpoolError`] when the folder cannot be read.
    pub fn take_answer(&self, name: &str) -> Result<Option<StaffAnswer>, SpoolError> {
        let path = self.folder.join(format!("{name}.{ANSWER}"));
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.error(error)),
        };
        let answer: AnswerFile = serde_json::from_str(&text).map_err(|error| self.error(error.into()))?;
        fs::remove_file(path).map_err(|error| self.error(error))?;
        Ok(Some(StaffAnswer { name: name.to_owned(), outcome: answer.refused.map_or(Ok(()), Err) }))
    }

    /// Decisions that a kiosk refused while nobody waited for its answer: about what, and why. Kept until the next start of the kiosk.
    ///
    /// # Errors
    /// [`SpoolError`] when the folder cannot be read.
    pub fn refused(&self) -> Result<Vec<(String, String)>, SpoolError> {
        let mut refused = Vec::new();
        for name in self.names(ANSWER)? {
            let text = fs::read_to_string(self.folder.join(format!("{name}.{ANSWER}"))).unwrap_or_default();
            if let Ok(AnswerFile { about: Some(about), refused: Some(why) }) = serde_json::from_str(&text) {
                refused.push((about, why));
            }
        }
        refused.sort();
        Ok(refused)
    }

    /// The slips that wait, by name; a file that is none is an error in its place.
    ///
    /// # Errors
    /// [`SpoolError`] when the folder cannot be read.
    pub fn waiting(&self) -> Result<Vec<Waiting>, SpoolError> {
        let mut names = self.names(SLIP)?;
        names.sort();
        Ok(names.into_iter().map(|name| (name.clone(), self.read(&name))).collect())
    }

    fn read(&self, name: &str) -> Result<StaffDecision, String> {
        let path = self.folder.join(format!("{name}.{SLIP}"));
        let about = fs::symlink_metadata(&path).map_err(|error| error.to_string())?;
        if !about.is_file() || about.len() > LONGEST_SLIP {
            return Err("it is no file, or too long".to_owned());
        }
        let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
        let slip: SlipFile = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let verdict = StaffVerdict::parse(&slip.verdict).ok_or("it says neither charged nor not-charged")?;
        StaffDecision::new(slip.attempt, verdict, &slip.by, &slip.reason).map_err(|error| error.to_string())
    }

    fn names(&self, ending: &str) -> Result<Vec<String>, SpoolError> {
        let entries = fs::read_dir(&self.folder).map_err(|error| self.error(error))?;
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let ours = paths.filter(|path| path.extension().is_some_and(|found| found == ending));
        Ok(ours.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).filter(|name| !name.starts_with('.')).collect())
    }

    fn answer(&self, answer: StaffAnswer) -> std::io::Result<()> {
        let StaffAnswer { name, outcome } = answer;
        let about = self.read(&name).ok().map(|decision| decision.attempt().reference());
        let text = serde_json::to_string(&AnswerFile { about, refused: outcome.err() })?;
        write_once(&self.folder, &format!("{name}.{ANSWER}"), &text)?;
        remove(&self.folder.join(format!("{name}.{SLIP}")))
    }

    /// Something with a slip's name that is none: kept for whoever wonders, out of the way.
    fn put_aside(&self, name: &str) -> std::io::Result<()> {
        fs::rename(self.folder.join(format!("{name}.{SLIP}")), self.folder.join(format!("{name}.{UNREADABLE}")))
    }

    fn error(&self, source: std::io::Error) -> SpoolError {
        SpoolError { path: self.folder.clone(), source }
    }
}

fn remove(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// The folder, from the side of the kiosk: looked into twice a second on a thread of its own.
#[derive(Debug)]
pub struct StaffInbox {
    folder: StaffFolder,
    /// Slips that the machine has and has not answered.
    handed: BTreeSet<String>,
}

impl StaffInbox {
    /// Looks into a folder. Answers that nobody fetched before are thrown away.
    #[must_use]
    pub fn new(folder: StaffFolder) -> Self {
        for name in folder.names(ANSWER).unwrap_or_default() {
            // One that stays harms nobody: its name never comes again.
            let _ = remove(&folder.folder.join(format!("{name}.{ANSWER}")));
        }
        Self { folder, handed: BTreeSet::new() }
    }

    /// Answers what is decided already. A program that fell between a decision and its answer must not take the slip for another one: who said
    /// that nothing was charged, and has it taken back by that, has not said that it was given back by hand.
    ///
    /// # Errors
    /// What `is_decided` cannot find out.
    pub fn knowing<E: From<SpoolError>>(mut self, is_decided: impl Fn(&StaffDecision) -> Result<bool, E>) -> Result<Self, E> {
        for (name, decision) in self.folder.waiting()? {
            if let Ok(decision) = decision
                && is_decided(&decision)?
            {
                tracing::info!(attempt = %decision.attempt(), "a decision of staff was taken before the fall");
                self.answer(StaffAnswer { name: name.clone(), outcome: Ok(()) });
                // Where the answer cannot be written it is not handed in all the same.
                self.handed.insert(name);
            }
        }
        Ok(self)
    }

    fn answer(&mut self, answer: StaffAnswer) {
        let name = answer.name.clone();
        match self.folder.answer(answer) {
            Ok(()) => {
                self.handed.remove(&name);
            }
            // It stays, and is answered at the next start, because it is decided.
            Err(error) => tracing::warn!(%error, name, "a decision of staff cannot be answered"),
        }
    }
}

impl Worker for StaffInbox {
    type Request = StaffAnswer;
    type News = StaffSlip;

    fn work(&mut self, answer: StaffAnswer, _news: &mut dyn FnMut(StaffSlip)) {
        self.answer(answer);
    }

    fn idle(&mut self, news: &mut dyn FnMut(StaffSlip)) {
        let waiting = self.folder.waiting().unwrap_or_else(|error| {
            tracing::debug!(%error, "the folder of staff decisions cannot be read");
            Vec::new()
        });
        for (name, decision) in waiting {
            match decision {
                Ok(_) if self.handed.contains(&name) => {}
                Ok(decision) => {
                    self.handed.insert(name.clone());
                    news(StaffSlip { name, decision });
                }
                Err(error) => {
                    tracing::warn!(error, name, "no decision of staff can be read here; it is put aside");
                    if let Err(error) = self.folder.put_aside(&name) {
                        tracing::debug!(%error, name, "it cannot be put aside either");
                    }
                }
            }
        }
    }

    fn rest(&self) -> Option<Duration> {
        Some(LOOK_EVERY)
    }
}
