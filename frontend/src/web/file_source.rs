//! Files that are dropped, pasted, picked or opened with the page, with the folders that they are in.

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileList, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry, FileSystemFileHandle};

use super::feature::has;

/// File or folder of a drop.
pub enum Source {
    /// File, and its folder as far as the browser tells it.
    File(File, String),
    /// File or folder that has to be opened first.
    Entry(FileSystemEntry),
    /// File that has to be opened first.
    Handle(FileSystemFileHandle),
}

/// File with its folder.
pub struct FoundFile {
    /// The file.
    pub file: File,
    /// Its folder, with slashes; empty for a file that came alone.
    pub folder: String,
}

/// Files and folders of a drop or paste. They have to be taken while the event lasts.
pub fn of_transfer(data: &DataTransfer) -> Vec<Source> {
    let items = data.items();
    let mut sources = Vec::new();
    for item in (0..items.length()).filter_map(|index| items.get(index)).filter(|item| item.kind() == "file") {
        // Made by scripts, and pasted pixels, are files without an entry.
        let entry = if has(&item, "webkitGetAsEntry") { item.webkit_get_as_entry().ok().flatten() } else { None };
        match (entry, item.get_as_file()) {
            (Some(entry), file) if entry.is_directory() || file.is_err() => sources.push(Source::Entry(entry)),
            (_, Ok(Some(file))) => sources.push(Source::File(file, String::new())),
            (Some(entry), _) => sources.push(Source::Entry(entry)),
            (None, _) => {}
        }
    }
    sources
}

/// True if a drop or paste without a file has the address of a picture or a link, as from a page of another site.
pub fn has_address(data: &DataTransfer) -> bool {
    let text = |kind| data.get_data(kind).unwrap_or_default();
    !text("text/uri-list").is_empty() || text("text/html").contains("<img")
}

/// Files of a picker. In a folder's, each knows its path.
pub fn of_list(files: &FileList) -> Vec<Source> {
    let files = (0..files.length()).filter_map(|index| files.get(index));
    let path = |file: &File| js_sys::Reflect::get(file, &"webkitRelativePath".into()).ok().and_then(|path| path.as_string()).unwrap_or_default();
    files.map(|file| (path(&file), file)).map(|(path, file)| Source::File(file, folder_of(&path).to_owned())).collect()
}

/// Folder of a path.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder).trim_start_matches('/')
}

/// Files of a source, folders within folders included, in order of their names; names of what cannot be opened are in `unreadable`.
pub async fn files(source: Source, unreadable: &mut Vec<String>) -> Vec<FoundFile> {
    let first = match source {
        Source::File(file, folder) => return vec![FoundFile { file, folder }],
        Source::Handle(handle) => {
            let file = JsFuture::from(handle.get_file()).await.and_then(JsCast::dyn_into::<File>);
            return match file {
                Ok(file) => vec![FoundFile { file, folder: String::new() }],
                Err(_) => {
                    unreadable.push(handle.name());
                    Vec::new()
                }
            };
        }
        Source::Entry(entry) => entry,
    };
    let (mut found, mut open) = (Vec::new(), vec![first]);
    while let Some(entry) = open.pop() {
        let opened = if entry.is_directory() {
            children(entry.unchecked_ref()).await.map(|mut children| {
                // The last one is the next.
                children.sort_by_key(|child| std::cmp::Reverse(child.name()));
                open.extend(children);
            })
        } else {
            file_of(entry.unchecked_ref()).await.map(|file| found.push(FoundFile { file, folder: folder_of(&entry.full_path()).to_owned() }))
        };
        if opened.is_err() {
            unreadable.push(entry.name());
        }
    }
    found
}

/// Entries of a folder, which come in pieces until one is empty.
async fn children(folder: &FileSystemDirectoryEntry) -> Result<Vec<FileSystemEntry>, JsValue> {
    let reader = folder.create_reader();
    let mut all = Vec::new();
    loop {
        // It throws only while another call of the same reader is running.
        let promise = Promise::new(&mut |resolve, reject| drop(reader.read_entries_with_callback_and_callback(&resolve, &reject)));
        let piece: Array = JsFuture::from(promise).await?.dyn_into()?;
        if piece.length() == 0 {
            return Ok(all);
        }
        all.extend(piece.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
    }
}

async fn file_of(entry: &FileSystemFileEntry) -> Result<File, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| entry.file_with_callback_and_callback(&resolve, &reject));
    JsFuture::from(promise).await?.dyn_into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_is_the_path_without_the_name() {
        assert_eq!(["a.png", "/a.png", "/day/a.png", "day/one/a.png"].map(folder_of), ["", "", "day", "day/one"]);
    }
}
