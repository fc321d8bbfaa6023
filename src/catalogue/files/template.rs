//! A small valid menu to start from, with a comment on every key.

mod drawing;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Why no menu was started.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// Something is there already, and stays as it is.
    #[error("there is something in {} already; name a folder that is empty or does not exist", .0.display())]
    NotEmpty(PathBuf),
    /// The name belongs to a file.
    #[error("{} is a file; name a folder that is empty or does not exist", .0.display())]
    NotAFolder(PathBuf),
    /// A file or folder could not be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A picture could not be encoded, which is a bug.
    #[error("cannot draw {name}")]
    Draw {
        /// The picture.
        name: &'static str,
        /// Why.
        source: image::ImageError,
    },
}

const TEXTS: [(&str, &str); 7] = [
    ("restaurant.toml", include_str!("template/restaurant.toml")),
    ("taxes.toml", include_str!("template/taxes.toml")),
    ("hours.toml", include_str!("template/hours.toml")),
    ("options.toml", include_str!("template/options.toml")),
    ("categories/10-meals.toml", include_str!("template/categories/10-meals.toml")),
    ("categories/20-drinks.toml", include_str!("template/categories/20-drinks.toml")),
    ("categories/30-breakfast.toml", include_str!("template/categories/30-breakfast.toml")),
];

/// Starts a menu in `dir`, which must be empty or not exist: three categories, six products, a bundle, two option groups, in
/// French and English, with pictures. It loads without problem or warning.
///
/// # Errors
/// [`TemplateError`] when the folder is in use or cannot be written. What was there before is never changed.
pub fn create(dir: &Path) -> Result<(), TemplateError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| TemplateError::Write { path, source }
    };
    match fs::read_dir(dir) {
        Ok(mut entries) => {
            if entries.next().is_some() {
                return Err(TemplateError::NotEmpty(dir.to_owned()));
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Err(TemplateError::NotAFolder(dir.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(dir)(error)),
    }
    for folder in ["categories", "pictures"] {
        let path = dir.join(folder);
        fs::create_dir_all(&path).map_err(failed(&path))?;
    }
    for (name, bytes) in drawing::pictures()? {
        let path = dir.join("pictures").join(name);
        fs::write(&path, bytes).map_err(failed(&path))?;
    }
    for (name, text) in TEXTS {
        let path = dir.join(name);
        fs::write(&path, text).map_err(failed(&path))?;
    }
    Ok(())
}
