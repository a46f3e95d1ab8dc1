//! The root over all leaves, by which two who hold a history can tell that it is the same one.

use marathon_events::LeafHash;
use sha2::{Digest, Sha256};

/// A Merkle tree of the leaves so far (RFC 6962, section 2.1).
#[derive(Clone, Default)]
pub(crate) struct Tree {
    leaves: u64,
    /// Roots of complete trees, larger ones first: one for each binary digit of the number of leaves.
    roots: Vec<[u8; 32]>,
}

impl Tree {
    pub(crate) fn push(&mut self, leaf: LeafHash) {
        let (mut hash, mut left) = (leaf.0, self.leaves);
        while left & 1 == 1
            && let Some(before) = self.roots.pop()
        {
            hash = node(&before, &hash);
            left >>= 1;
        }
        self.roots.push(hash);
        self.leaves += 1;
    }

    /// `None` without leaves.
    pub(crate) fn root(&self) -> Option<[u8; 32]> {
        self.roots.iter().rev().copied().reduce(|right, left| node(&left, &right))
    }
}

fn node(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_roots_of_the_reference_implementation_come_out() {
        // Leaves and roots of the tests of Certificate Transparency.
        let leaves: [&[u8]; 8] = [
            &[],
            &[0x00],
            &[0x10],
            &[0x20, 0x21],
            &[0x30, 0x31],
            &[0x40, 0x41, 0x42, 0x43],
            &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
            &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
        ];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut tree = Tree::default();
        assert_eq!(tree.root(), None);
        for (leaf, root) in leaves.into_iter().zip(roots) {
            tree.push(LeafHash::of(leaf));
            assert_eq!(LeafHash(tree.root().unwrap()).to_string(), root);
        }
    }
}
