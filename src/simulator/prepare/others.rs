//! Tables in a folder that are of other gases than those that were prepared.

use std::path::Path;

use forward_model::Species;

use super::file_name;

/// Files of gases that are none of these, as `prepare` calls them, in a folder.
pub fn other_tables(folder: &Path, gases: &[Species]) -> Vec<String> {
    let others = Species::ALL.iter().filter(|gas| !gases.contains(gas));
    let names = others.map(|gas| file_name(*gas));
    names.filter(|name| folder.join(name).exists()).collect()
}
