//! `cardlast screens`: pictures of every screen, without a display.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use cardlast::catalogue::Paint;
use cardlast::config::Config;
use cardlast::gallery::{Format, GalleryError, Mode, Scene, Still, names, scripts, without_menu, write_png};
use cardlast::machine::kiosk::Policy;
use cardlast::payment::Training;
use cardlast::script::PlayOptions;
use cardlast::ui::Access;
use cardlast::ui::brand::{Brand, Dress, load};
use cardlast::ui::theme::Theme;
use clap::Args;

use super::Failure;
use super::place::load_menu;

/// Pictures of the screens.
#[derive(Args)]
#[command(
    after_help = "Example:\n  cardlast screens --out pictures\n  cardlast screens --out pictures --only menu --format portrait --language fr"
)]
pub struct ScreensArguments {
    /// The folder for the pictures; made when it is not there.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Only scenes whose name begins with this; may be given more than once.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Only this size: portrait, landscape or small.
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    format: Option<Format>,
    /// Only this language.
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// In this theme: light, dark or high-contrast.
    #[arg(long, value_name = "THEME", value_parser = theme)]
    theme: Option<Theme>,
    /// With large text.
    #[arg(long)]
    large: bool,
    /// With everything within reach of somebody who sits.
    #[arg(long)]
    reach: bool,
    /// In the looks of this file; see `cardlast brand example`.
    #[arg(long, value_name = "FILE")]
    brand: Option<PathBuf>,
    /// With text twice as large, or as much larger as the panel has room for.
    #[arg(long, conflicts_with = "large")]
    twice: bool,
    /// In every theme, with everything that a customer can switch on in each, and twice as large.
    #[arg(long, conflicts_with_all = ["theme", "large", "reach", "twice"])]
    modes: bool,
    /// The menu to draw [default: the configured one].
    #[arg(long, value_name = "DIR")]
    menu: Option<PathBuf>,
}

fn format(name: &str) -> Result<Format, String> {
    let names = || Format::ALL.map(|format| format.name).join(", ");
    Format::ALL.into_iter().find(|format| format.name == name).ok_or_else(|| format!("\"{name}\" is none of {}", names()))
}

fn theme(name: &str) -> Result<Theme, String> {
    let names = || Theme::ALL.map(Theme::key).join(", ");
    Theme::ALL.into_iter().find(|theme| theme.key() == name).ok_or_else(|| format!("\"{name}\" is none of {}", names()))
}

impl ScreensArguments {
    fn modes(&self) -> Result<Vec<Mode>, Failure> {
        let brand = match &self.brand {
            Some(file) => load(file).map_err(|problems| problems.render(Paint::Plain))?,
            None => Brand::default(),
        };
        let brand = Arc::new(brand);
        if self.modes {
            let dressed = |mut mode: Mode| {
                mode.dress.brand = Arc::clone(&brand);
                mode
            };
            return Ok(Mode::all().into_iter().map(dressed).collect());
        }
        let access = Access { large: self.large, reach: self.reach, ..Access::default() };
        let dress = Dress { theme: self.theme.unwrap_or_default(), brand };
        Ok(vec![Mode { access, dress, percent: if self.twice { Mode::TWICE } else { 0 } }])
    }
}

/// Draws what was asked for.
pub fn run(arguments: &ScreensArguments, config: &Config) -> Result<ExitCode, Failure> {
    let menu = load_menu(arguments.menu.as_ref().unwrap_or(&config.menu))?;
    let languages: Vec<_> =
        menu.languages().iter().filter(|tag| asked_for(&arguments.language, &tag.to_string())).cloned().collect();
    let wanted = |name: &str| named(&arguments.only, name);
    if languages.is_empty() {
        let known = menu.languages().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        return Err(format!("the menu does not speak that language; it speaks {known}").into());
    }
    if !names().iter().any(|name| wanted(name)) {
        let known = names().join(", ");
        return Err(format!("no scene has such a name; there are {known}").into());
    }
    std::fs::create_dir_all(&arguments.out).map_err(|error| format!("cannot make {}: {error}", arguments.out.display()))?;
    let policy = Policy { training: Training(true), ..Policy::default() };
    let options = PlayOptions { menu, kiosk: config.kiosk, policy, seed: 1 };
    let mut left_out = 0;
    let mut stills: Vec<Box<dyn Still>> = Vec::new();
    for script in scripts().iter().filter(|script| wanted(&script.name)) {
        // A menu of one's own has other dishes than the stories name.
        match Scene::play(script, &options) {
            Ok(scene) => stills.push(Box::new(scene)),
            Err(error @ GalleryError::Story { .. }) => {
                eprintln!("left out: {error}");
                left_out += 1;
            }
            Err(error) => return Err(error.into()),
        }
    }
    stills.extend(without_menu(&options, wanted)?);
    let modes = arguments.modes()?;
    let mut pictures = 0;
    for still in &stills {
        for language in &languages {
            for format in still.formats().iter().filter(|format| arguments.format.is_none_or(|only| only == **format)) {
                let modes = modes.iter().take(if still.has_modes() { modes.len() } else { 1 });
                for mode in modes {
                    let name = format!("{}-{}-{}{}.png", still.name(), format.name, language, mode.suffix());
                    let file = arguments.out.join(name);
                    let picture = still.window_in(mode, language, *format)?.picture();
                    write_png(&picture, &file).map_err(|error| format!("cannot write {}: {error}", file.display()))?;
                    pictures += 1;
                }
            }
        }
    }
    say!("{pictures} pictures of {} scenes in {}", stills.len(), arguments.out.display());
    Ok(if left_out == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn asked_for(only: &Option<String>, tag: &str) -> bool {
    only.as_deref().is_none_or(|only| only == tag)
}

fn named(only: &[String], name: &str) -> bool {
    only.is_empty() || only.iter().any(|prefix| name.starts_with(prefix.as_str()))
}
