//! As `store`'s: places at which the long proofs end the program, stop it or make it fail. Compiled
//! only with the feature `fail-points`, which nothing that is shipped has.

/// `precedes!("a step")`: where the proofs say so, the function returns a failure here.
macro_rules! precedes {
    ($step:literal) => {
        #[cfg(feature = "fail-points")]
        fail::fail_point!($step, |_| Err($crate::points::fails_here()));
    };
}
pub(crate) use precedes;

#[cfg(feature = "fail-points")]
pub(crate) fn fails_here() -> crate::views::Failure {
    crate::views::Failure::other(domain::Explanation::new(
        "This was to fail.",
        "A fail point said so.",
        "Try again.",
    ))
}
