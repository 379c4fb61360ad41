//! Each parser over all inputs that are at hand, in the ordinary tests.

use fuzz::TARGETS;

#[test]
fn what_the_tables_and_fuzzing_brought_breaks_no_promise_of_any_parser() {
    for target in TARGETS {
        let inputs = target.inputs();
        assert!(inputs.len() >= 10, "{} has too few", target.name);
        for input in inputs {
            (target.check)(&input);
            // Cut short, as a connection may cut it.
            for part in [input.len() / 3, input.len() / 2] {
                (target.check)(&input[..part]);
            }
        }
    }
}
