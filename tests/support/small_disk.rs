//! A file system of a few megabytes; only root can make one.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

const MIB: usize = 1 << 20;

/// A file system in memory. It goes when it is dropped.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Mounts one over this folder; `None` without the right to.
    pub fn mount(at: &Path, megabytes: usize) -> Option<Self> {
        let size = format!("size={megabytes}m");
        let mount = ["-t", "tmpfs", "-o", &size, "tmpfs", at.to_str().unwrap()];
        let mounted = Command::new("mount").args(mount).status().is_ok_and(|status| status.success());
        mounted.then(|| Self(at.to_owned()))
    }

    /// Fills it up but for so much.
    pub fn fill(&self, megabytes_left: usize) {
        let mut file = File::create(self.ballast()).unwrap();
        let mut megabytes = 0;
        while file.write_all(&vec![0; MIB]).is_ok() {
            megabytes += 1;
        }
        file.set_len(((megabytes - megabytes_left) * MIB) as u64).unwrap();
    }

    /// Gives the space back that [`Self::fill`] took.
    pub fn free(&self) {
        fs::remove_file(self.ballast()).unwrap();
    }

    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").args(["-l", self.0.to_str().unwrap()]).status();
    }
}
