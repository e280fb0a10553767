//! Images as sealed memfds, and the regions of address space into which they are mapped.
//!
//! A region is one instance's memory: addresses for all that 32 bits can reach and a guard behind them, so that
//! compiled code needs no bounds checks; only the first part may be touched. Mapping an image privately over it
//! replaces its contents at a cost that does not depend on their size.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::ptr::{self, NonNull};
use std::slice;

use rustix::fs::{MemfdFlags, SealFlags};
use rustix::mm::{MapFlags, MprotectFlags, ProtFlags};
use wasmtime::{LinearMemory, MemoryCreator, MemoryType};

use super::{PAGE, ZEROS};

/// Contents that nobody can change any more.
pub(crate) struct Sealed {
    file: File,
    view: Option<View>,
}

/// The contents, mapped for reading.
struct View {
    base: NonNull<u8>,
    length: usize,
}

impl Sealed {
    /// Seals a copy of `contents`, whose length is one of whole WebAssembly pages.
    pub(crate) fn of(contents: &[u8]) -> io::Result<Self> {
        let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
        let file = File::from(rustix::fs::memfd_create("mcplab-image", flags)?);
        file.set_len(contents.len() as u64)?;
        // Runs of pages, and none of the zeros: holes in the file take no memory.
        let mut start = 0;
        while let Some(run) = next_run(contents, start) {
            file.write_all_at(contents.get(run.clone()).unwrap_or_default(), run.start as u64)?;
            start = run.end;
        }
        rustix::fs::fcntl_add_seals(&file, SealFlags::SHRINK | SealFlags::GROW | SealFlags::WRITE | SealFlags::SEAL)?;
        let view = if contents.is_empty() { None } else { Some(View::of(&file, contents.len())?) };
        Ok(Self { file, view })
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.view.as_ref().map_or(&[], View::bytes)
    }

    /// Replaces all of `memory`, an instance's whole memory in a [`Region`], by these contents and zeros.
    #[expect(unsafe_code, reason = "mapping over a memory is the cheap way to replace what is in it")]
    pub(crate) fn cover(&self, memory: &mut [u8]) -> io::Result<()> {
        let length = self.bytes().len();
        if length > memory.len() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the image is larger than the memory"));
        }
        let access = ProtFlags::READ | ProtFlags::WRITE;
        let base = memory.as_mut_ptr();
        // The zeros first: where the contents are already those of the image, no byte changes even if the second fails.
        if memory.len() > length {
            // SAFETY: the range lies within `memory`, which is borrowed exclusively and, as the memory of an instance
            // in the mapped way, was made by `Region`: whole pages of a mapping of our own that nothing else is in.
            // It stays readable and writable, and only its contents change, as by writing through `memory`.
            unsafe {
                let flags = MapFlags::PRIVATE | MapFlags::FIXED | MapFlags::NORESERVE;
                rustix::mm::mmap_anonymous(base.add(length).cast(), memory.len() - length, access, flags)?;
            }
        }
        if length > 0 {
            // SAFETY: as above, for the first part of `memory`. The file is sealed against shrinking, so no access can
            // be refused later.
            unsafe {
                let flags = MapFlags::PRIVATE | MapFlags::FIXED | MapFlags::NORESERVE;
                rustix::mm::mmap(base.cast(), length, access, flags, &self.file, 0)?;
            }
        }
        Ok(())
    }
}

impl View {
    #[expect(unsafe_code, reason = "a file is read as memory")]
    fn of(file: &File, length: usize) -> io::Result<Self> {
        // SAFETY: a new mapping at an address that the kernel chooses; the file is sealed, so it has `length` bytes
        // for as long as the mapping lives.
        let base = unsafe { rustix::mm::mmap(ptr::null_mut(), length, ProtFlags::READ, MapFlags::SHARED, file, 0)? };
        let base = NonNull::new(base.cast()).ok_or(io::ErrorKind::OutOfMemory)?;
        Ok(Self { base, length })
    }

    #[expect(unsafe_code, reason = "a file is read as memory")]
    fn bytes(&self) -> &[u8] {
        // SAFETY: the mapping has this length, lives as long as `self`, and the file's seal keeps everybody from
        // writing to it.
        unsafe { slice::from_raw_parts(self.base.as_ptr(), self.length) }
    }
}

impl Drop for View {
    #[expect(unsafe_code, reason = "the mapping is given back")]
    fn drop(&mut self) {
        // SAFETY: the mapping is ours alone, and no borrow of `bytes` outlives `self`. If the kernel refuses, the
        // addresses are lost and nothing else.
        let _ = unsafe { rustix::mm::munmap(self.base.as_ptr().cast(), self.length) };
    }
}

// SAFETY: the view is memory that nobody writes to; it is not tied to a thread.
#[expect(unsafe_code, reason = "the pointer is to memory that is only read")]
unsafe impl Send for View {}
// SAFETY: as for `Send`.
#[expect(unsafe_code, reason = "the pointer is to memory that is only read")]
unsafe impl Sync for View {}

/// The first run of pages at or after `start` that are not all zeros.
fn next_run(contents: &[u8], start: usize) -> Option<std::ops::Range<usize>> {
    let is_zero =
        |at: usize| contents.get(at..(at + PAGE).min(contents.len())).is_none_or(|page| page == &ZEROS[..page.len()]);
    let first = (start..contents.len()).step_by(PAGE).find(|at| !is_zero(*at))?;
    let end = (first..contents.len()).step_by(PAGE).find(|at| is_zero(*at)).unwrap_or(contents.len());
    Some(first..end)
}

/// Makes the memories of an engine.
pub(crate) struct Regions;

// SAFETY: `Region` gives wasmtime what it asks for: see there.
#[expect(unsafe_code, reason = "wasmtime trusts whoever makes its memories")]
unsafe impl MemoryCreator for Regions {
    fn new_memory(
        &self,
        _ty: MemoryType,
        minimum: usize,
        _maximum: Option<usize>,
        reserved: Option<usize>,
        guard: usize,
    ) -> Result<Box<dyn LinearMemory>, String> {
        let region = Region::new(minimum, reserved.unwrap_or(minimum), guard);
        region
            .map(|region| Box::new(region) as Box<dyn LinearMemory>)
            .map_err(|error| format!("reserve memory: {error}"))
    }
}

/// The memory of one instance: `size` bytes that can be touched, at the start of addresses that belong to it.
struct Region {
    base: NonNull<u8>,
    size: usize,
    capacity: usize,
    reserved: usize,
}

impl Region {
    #[expect(unsafe_code, reason = "addresses are reserved")]
    fn new(size: usize, capacity: usize, guard: usize) -> io::Result<Self> {
        let reserved = capacity.checked_add(guard).ok_or(io::ErrorKind::OutOfMemory)?;
        let flags = MapFlags::PRIVATE | MapFlags::NORESERVE;
        // SAFETY: a new mapping at an address that the kernel chooses, without access.
        let base = unsafe { rustix::mm::mmap_anonymous(ptr::null_mut(), reserved, ProtFlags::empty(), flags)? };
        let base = NonNull::new(base.cast()).ok_or(io::ErrorKind::OutOfMemory)?;
        let mut region = Self { base, size: 0, capacity, reserved };
        region.open(size)?;
        Ok(region)
    }

    /// Lets the first `size` bytes be touched.
    #[expect(unsafe_code, reason = "addresses become memory")]
    fn open(&mut self, size: usize) -> io::Result<()> {
        if size > self.capacity {
            return Err(io::ErrorKind::OutOfMemory.into());
        }
        if let Some(more) = size.checked_sub(self.size).filter(|more| *more > 0) {
            // SAFETY: the range lies within the reserved addresses, which belong to this region.
            unsafe {
                let start = self.base.as_ptr().add(self.size);
                rustix::mm::mprotect(start.cast(), more, MprotectFlags::READ | MprotectFlags::WRITE)?;
            }
            self.size = size;
        }
        Ok(())
    }
}

// SAFETY: the base never moves; `size` bytes from it are readable and writable and start as zeros; sizes are whole
// WebAssembly pages, so whole pages of the machine; what follows, up to `capacity` and the guard, cannot be touched.
#[expect(unsafe_code, reason = "wasmtime trusts whoever makes its memories")]
unsafe impl LinearMemory for Region {
    fn byte_size(&self) -> usize {
        self.size
    }

    fn byte_capacity(&self) -> usize {
        self.capacity
    }

    fn grow_to(&mut self, size: usize) -> wasmtime::Result<()> {
        Ok(self.open(size)?)
    }

    fn as_ptr(&self) -> *mut u8 {
        self.base.as_ptr()
    }
}

impl Drop for Region {
    #[expect(unsafe_code, reason = "the addresses are given back")]
    fn drop(&mut self) {
        // SAFETY: the addresses are this region's alone, and wasmtime drops it after the last use of the memory.
        let _ = unsafe { rustix::mm::munmap(self.base.as_ptr().cast(), self.reserved) };
    }
}

// SAFETY: the region owns its addresses; nothing about them is tied to a thread.
#[expect(unsafe_code, reason = "the pointer is to memory that the region owns")]
unsafe impl Send for Region {}
// SAFETY: a shared region only tells its base and sizes.
#[expect(unsafe_code, reason = "the pointer is to memory that the region owns")]
unsafe impl Sync for Region {}

#[cfg(test)]
mod tests {
    use super::super::{Forking, Image, WASM_PAGE, changed_pages};
    use super::*;

    #[expect(unsafe_code, reason = "the test looks into a region as wasmtime would")]
    fn bytes(region: &mut Region) -> &mut [u8] {
        // SAFETY: `size` bytes can be touched, and the region is borrowed exclusively.
        unsafe { slice::from_raw_parts_mut(region.base.as_ptr(), region.size) }
    }

    #[test]
    fn regions_take_on_one_image_after_the_other() {
        let mut region = Region::new(3 * WASM_PAGE, 8 * WASM_PAGE, WASM_PAGE).unwrap();
        bytes(&mut region)[2 * WASM_PAGE] = 1;
        let mut contents = vec![0; 2 * WASM_PAGE];
        contents[7 * PAGE] = 7;
        let large = Image::of(&contents, Forking::Mapped);
        large.cover(bytes(&mut region)).unwrap();
        assert_eq!(bytes(&mut region)[..2 * WASM_PAGE], contents);
        assert_eq!(bytes(&mut region)[2 * WASM_PAGE], 0);

        region.open(5 * WASM_PAGE).unwrap();
        for at in [7 * PAGE, 9 * PAGE + 5, 5 * WASM_PAGE - 1] {
            bytes(&mut region)[at] = 9;
        }
        assert_eq!(changed_pages(bytes(&mut region), &large), [7, 9, 79]);
        assert_eq!(large.page(7)[0], 7);

        let small = Image::of(&[1; WASM_PAGE], Forking::Mapped);
        small.cover(bytes(&mut region)).unwrap();
        assert_eq!(bytes(&mut region)[..WASM_PAGE], [1; WASM_PAGE]);
        assert!(bytes(&mut region)[WASM_PAGE..].iter().all(|byte| *byte == 0));
        assert!(region.open(9 * WASM_PAGE).is_err());
    }

    #[test]
    fn reading_changes_nothing() {
        let image = Image::of(&[1; 2 * WASM_PAGE], Forking::Mapped);
        let mut region = Region::new(4 * WASM_PAGE, 4 * WASM_PAGE, 0).unwrap();
        image.cover(bytes(&mut region)).unwrap();
        assert_eq!(bytes(&mut region).iter().map(|byte| u64::from(*byte)).sum::<u64>(), 2 * WASM_PAGE as u64);
        assert!(changed_pages(bytes(&mut region), &image).is_empty());
    }

    #[test]
    fn runs_leave_zeros_out() {
        let mut contents = vec![0; 6 * PAGE];
        assert_eq!(next_run(&contents, 0), None);
        contents[PAGE] = 1;
        contents[3 * PAGE - 1] = 1;
        contents[5 * PAGE] = 1;
        assert_eq!(next_run(&contents, 0), Some(PAGE..3 * PAGE));
        assert_eq!(next_run(&contents, 3 * PAGE), Some(5 * PAGE..6 * PAGE));
    }
}
