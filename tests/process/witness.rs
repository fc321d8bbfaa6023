//! Whether the saboteur sees everything: the same sale under `strace`, and both lists are compared.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::checker::Verdict;
use crate::saboteur::{LIBRARY, arm, kind_of, read_log};
use crate::scene::{Meals, Scene};
use crate::sweep::LONG;

/// What the saboteur counts, by the system's name and by its own.
const COUNTED: &[(&str, &str)] = &[
    ("write", "write"),
    ("pwrite64", "pwrite64"),
    ("fsync", "fsync"),
    ("fdatasync", "fdatasync"),
    ("ftruncate", "ftruncate"),
    ("rename", "rename"),
    ("unlink", "unlink"),
    ("mkdir", "mkdir"),
    ("sendto", "send"),
];

/// Other ways to change a file or to say something, which it does not know: nobody may use them.
const UNKNOWN: &str = "writev,pwritev,pwritev2,sendmsg,sendmmsg,sendfile,splice,copy_file_range,fallocate,truncate,renameat,renameat2,\
unlinkat,linkat,link,symlinkat,symlink,mkdirat,rmdir,mknodat,openat2,creat,io_uring_setup,sync_file_range,syncfs,sync";

/// Why it cannot be asked; nothing when it can.
pub fn is_absent() -> Option<String> {
    let tried = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).output();
    match tried {
        Ok(output) if output.status.success() => None,
        Ok(output) => Some(format!("strace does not work here: {}", String::from_utf8_lossy(&output.stderr).trim_end())),
        Err(error) => Some(format!("there is no strace: {error}")),
    }
}

/// Sells a meal with both looking on.
pub fn agrees() -> Verdict {
    let scene = Scene::new(None);
    let (seen, log) = (scene.beside("strace"), scene.beside("calls"));
    let traced: Vec<_> = COUNTED.iter().map(|(system, _)| *system).collect();
    let mut strace = Command::new("strace");
    strace.args(["-f", "-y", "-qq", "-s", "8", "-e", &format!("trace={},{UNKNOWN}", traced.join(",")), "-o"]).arg(&seen);
    let till = scene.till(Meals::One, LONG);
    let mut armed = Command::new("true");
    arm(&mut armed, &scene.files(), &log, None);
    for (name, value) in armed.get_envs().filter(|(name, _)| *name != "LD_PRELOAD") {
        strace.env(name, value.unwrap_or_default());
    }
    // Not before strace itself.
    let mut preload = std::ffi::OsString::from("LD_PRELOAD=");
    preload.push(LIBRARY.as_ref().map_err(Clone::clone)?);
    strace.arg("-E").arg(preload).arg(till.get_program()).args(till.get_args()).env_remove("LD_PRELOAD");
    let output = strace.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!("the till under strace: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let by_system = by_system(&fs::read_to_string(&seen).map_err(|error| error.to_string())?, &scene.files());
    let mut by_saboteur: BTreeMap<String, usize> = BTreeMap::new();
    let known = |name: &str| COUNTED.iter().any(|(_, own)| *own == name);
    for call in read_log(&log).calls.iter().filter(|call| known(&call.name)) {
        *by_saboteur.entry(call.to_string()).or_default() += 1;
    }
    println!("strace and the saboteur: {} calls of {} kinds each", by_system.values().sum::<usize>(), by_system.len());
    let few = by_system.len() < 20;
    let differ = || by_system.iter().filter(|(call, count)| by_saboteur.get(*call) != Some(count)).collect::<Vec<_>>();
    if by_system == by_saboteur && !few {
        return Ok(());
    }
    Err(format!("the system saw {:?}, the saboteur saw {by_saboteur:?}", if few { by_system.iter().collect() } else { differ() }))
}

fn by_system(text: &str, files: &Path) -> BTreeMap<String, usize> {
    let under = files.to_string_lossy();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.contains(" resumed>")) {
        // `1234 pwrite64(5</folder/journal.db-wal>, …` and `1234 unlink("/folder/session.db-journal") = 0`
        let Some((name, arguments)) =
            line.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == ' ').split_once('(')
        else {
            continue;
        };
        let own = COUNTED.iter().find(|(system, _)| *system == name).map_or(name, |(_, own)| own);
        let path = arguments.find(&*under).map(|start| {
            let path = &arguments[start + under.len()..];
            path.split(['>', '"']).next().unwrap_or_default()
        });
        let what = match path {
            Some(path) => kind_of(path),
            None if arguments.split_once('<').is_some_and(|(_, of)| of.starts_with("UNIX") || of.starts_with("socket")) => {
                "socket".to_owned()
            }
            None => continue,
        };
        // A folder that is there already is not made.
        if name == "mkdir" && line.contains("EEXIST") {
            continue;
        }
        *counts.entry(format!("{own} {what}")).or_default() += 1;
    }
    counts
}
