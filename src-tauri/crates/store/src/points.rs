//! Places at which the long proofs end the program, stop it or make it fail, named by what they
//! precede. Compiled only with the feature `fail-points`, which nothing that is shipped has; and
//! nothing here listens to the environment.

/// `precedes!("a step")`: where the proofs say so, the function returns an error here.
macro_rules! precedes {
    ($step:literal) => {
        #[cfg(feature = "fail-points")]
        fail::fail_point!($step, |_| Err($crate::points::FailsHere::fails_here()));
    };
}
pub(crate) use precedes;

#[cfg(feature = "fail-points")]
pub(crate) use here::FailsHere;

#[cfg(feature = "fail-points")]
mod here {
    use std::io;

    use crate::{OpenError, StoreError};

    /// An error that can be made at any place.
    pub(crate) trait FailsHere {
        /// It.
        fn fails_here() -> Self;
    }

    impl FailsHere for sqlx::Error {
        fn fails_here() -> Self {
            Self::Io(io::Error::other("a fail point"))
        }
    }

    impl FailsHere for StoreError {
        fn fails_here() -> Self {
            sqlx::Error::fails_here().into()
        }
    }

    impl FailsHere for OpenError {
        fn fails_here() -> Self {
            sqlx::Error::fails_here().into()
        }
    }
}
