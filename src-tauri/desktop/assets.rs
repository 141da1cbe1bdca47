//! Gives the web view the one embedded copy of the interface.

use ringbook::http::assets::Ui;
use std::{borrow::Cow, iter};
use tauri::{
    Assets, Runtime,
    utils::assets::{AssetKey, AssetsIter, CspHash},
};

/// [`Ui`] as the window system wants it.
pub struct UiAssets;

impl<R: Runtime> Assets<R> for UiAssets {
    fn get(&self, key: &AssetKey) -> Option<Cow<'_, [u8]>> {
        Ui::get(key.as_ref().trim_start_matches('/')).map(|file| file.data)
    }

    fn iter(&self) -> Box<AssetsIter<'_>> {
        Box::new(Ui::iter().filter_map(|path| Ui::get(&path).map(|file| (path, file.data))))
    }

    /// None: the interface has no inline script or style, so nothing must be let past the policy.
    fn csp_hashes(&self, _html_path: &AssetKey) -> Box<dyn Iterator<Item = CspHash<'_>> + '_> {
        Box::new(iter::empty())
    }
}
