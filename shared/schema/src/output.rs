//! Writes generated files: only when their bytes change, and removes those that no generator makes any more.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

/// Files of one generated folder by path relative to it.
pub type Files = BTreeMap<PathBuf, Vec<u8>>;

/// What writing changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that were new or had other bytes.
    pub written: Vec<PathBuf>,
    /// Files that no generator makes any more.
    pub removed: Vec<PathBuf>,
}

/// Makes `folder` hold exactly `files`.
pub fn replace_folder(folder: &Path, files: &Files) -> io::Result<Changes> {
    let mut changes = Changes::default();
    for (relative, bytes) in files {
        let path = folder.join(relative);
        if fs::read(&path).is_ok_and(|present| present == *bytes) {
            continue;
        }
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(&path, bytes)?;
        changes.written.push(path);
    }
    remove_orphans(folder, folder, files, &mut changes.removed)?;
    Ok(changes)
}

fn remove_orphans(folder: &Path, root: &Path, files: &Files, removed: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            remove_orphans(&path, root, files, removed)?;
        } else if path.strip_prefix(root).is_ok_and(|relative| !files.contains_key(relative)) {
            fs::remove_file(&path)?;
            removed.push(path);
        }
    }
    Ok(())
}
