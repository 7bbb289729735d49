//! Writing results: whole or not at all, and never over something else without being asked.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use crate::failure::Failure;

/// A kind of file that `gve` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Binary,
    Json,
    Png,
    Glb,
    Stl,
    Ply,
    Wav,
    Spz,
    Obj,
    Mtl,
    ThreeMf,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Binary => ".gve_bin file",
            Self::Json => "JSON document",
            Self::Png => "PNG picture",
            Self::Glb => "GLB file",
            Self::Stl => "STL file",
            Self::Ply => "PLY file",
            Self::Wav => "WAV file",
            Self::Spz => "SPZ file",
            Self::Obj => "OBJ file",
            Self::Mtl => "MTL file",
            Self::ThreeMf => "3MF file",
        }
    }

    /// Whether an existing file is of this kind, judged by its first bytes and its length.
    fn matches(self, start: &[u8], length: u64) -> bool {
        match self {
            Self::Binary => start.starts_with(b"GVE1"),
            Self::Json => start.trim_ascii_start().starts_with(b"{"),
            Self::Png => start.starts_with(b"\x89PNG"),
            Self::Glb => start.starts_with(b"glTF"),
            Self::Ply => start.starts_with(b"ply"),
            Self::Wav => start.starts_with(b"RIFF") && start.get(8..12) == Some(b"WAVE"),
            // gzip and zip: nothing in the first bytes says what is packed.
            Self::Spz => start.starts_with(b"\x1f\x8b"),
            Self::ThreeMf => start.starts_with(b"PK\x03\x04"),
            // Text by anybody: only what gve wrote is replaced unasked.
            Self::Obj | Self::Mtl => start.starts_with(b"# GVE-1"),
            // Binary STL has no magic: 80 bytes, a count, and 50 bytes per triangle.
            Self::Stl => match start.get(80..84).and_then(|count| count.try_into().ok()) {
                Some(count) => length == 84 + 50 * u64::from(u32::from_le_bytes(count)),
                None => false,
            },
        }
    }
}

/// Whether a path means standard input or output.
pub(crate) fn is_stream(path: &Path) -> bool {
    path == Path::new("-")
}

/// Refuses a target that holds something else than this kind of file, before any work is done. An empty file holds
/// nothing.
pub(crate) fn check_target(path: &Path, kind: Kind, force: bool) -> Result<(), Failure> {
    if is_stream(path) || force {
        return Ok(());
    }
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Failure::writing(path, &error)),
    };
    let metadata = file.metadata().map_err(|error| Failure::writing(path, &error))?;
    let mut start = Vec::new();
    if metadata.is_file() {
        (&mut file).take(84).read_to_end(&mut start).map_err(|error| Failure::writing(path, &error))?;
    }
    if metadata.is_file() && (metadata.len() == 0 || kind.matches(&start, metadata.len())) {
        return Ok(());
    }
    Err(Failure::File {
        path: path.to_owned(),
        action: "overwritten",
        reason: format!("it is there already and is no {}", kind.name()),
        hint: "Choose another name with -o, or add --force.".to_owned(),
    })
}

/// Writes a result: to standard output for "-", else beside its place and then renamed, so that no half-written file is
/// ever seen.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if is_stream(path) {
        let mut out = io::stdout().lock();
        return out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| Failure::writing(path, &error));
    }
    let temporary = temporary_beside(path);
    let written = File::create(&temporary)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&temporary, path));
    written.map_err(|error| {
        // The result is lost either way; a leftover that cannot be removed adds nothing for the reader.
        let _ = fs::remove_file(&temporary);
        Failure::writing(path, &error)
    })
}

/// Streams a result as [`write`] writes one; gives its size in bytes.
pub(crate) fn write_with(
    path: &Path,
    produce: impl FnOnce(&mut dyn Write) -> Result<(), Failure>,
) -> Result<u64, Failure> {
    if is_stream(path) {
        let mut out = Counted { out: io::BufWriter::new(io::stdout().lock()), size_bytes: 0 };
        produce(&mut out)?;
        out.flush().map_err(|error| Failure::writing(path, &error))?;
        return Ok(out.size_bytes);
    }
    let temporary = temporary_beside(path);
    let streamed = || {
        let file = File::create(&temporary).map_err(|error| Failure::writing(path, &error))?;
        let mut out = Counted { out: io::BufWriter::new(file), size_bytes: 0 };
        produce(&mut out)?;
        let finished = out.flush().and_then(|()| out.out.get_ref().sync_all());
        finished.and_then(|()| fs::rename(&temporary, path)).map_err(|error| Failure::writing(path, &error))?;
        Ok(out.size_bytes)
    };
    streamed().inspect_err(|_| {
        // The result is lost either way; a leftover that cannot be removed adds nothing for the reader.
        let _ = fs::remove_file(&temporary);
    })
}

/// A stream that counts what goes through it.
struct Counted<W> {
    out: W,
    size_bytes: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.size_bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn temporary_beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    path.with_file_name(name)
}
