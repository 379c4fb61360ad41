use crate::{LARGEST, Problem, Scenario};

fn problem(text: &str) -> Problem {
    Scenario::read(text).expect_err(text)
}

fn step(rest: &str) -> String {
    format!(
        "name = \"A\"\n\n[[steps]]\nid = \"first\"\naction = \"okta.read_user\"\n\n[[steps]]\nid = \"second\"\n{rest}\n"
    )
}

#[test]
fn what_is_no_toml_names_line_and_column() {
    let found = problem("name = \"A\"\nabout = oops\n");
    assert_eq!(found.place.map(|(line, _)| line), Some(2), "{found:?}");
    assert!(
        found.sentence().starts_with("Line 2, column "),
        "{}",
        found.sentence()
    );
}

#[test]
fn a_key_that_nobody_knows_is_refused_where_it_stands() {
    for (text, line) in [
        ("name = \"A\"\nnmae = \"B\"\n".to_owned(), 2),
        (step("action = \"okta.x\"\nsesion = \"Default\""), 10),
        (
            step("action = \"okta.x\"\n[steps.inputs]\nuser = { input = \"a\", outptu = \"b\" }"),
            11,
        ),
        (
            step("action = \"okta.x\"\nexpect = [{ fields = \"id\", exists = true }]"),
            10,
        ),
    ] {
        let found = problem(&text);
        assert_eq!(found.place.map(|(line, _)| line), Some(line), "{found:?}");
    }
}

#[test]
fn a_step_that_makes_no_sense_is_named_with_its_line() {
    for (rest, says) in [
        ("", "none or several"),
        (
            "action = \"okta.x\"\ndisconnect = \"Default\"",
            "none or several",
        ),
        ("action = \"read_user\"", "of which connector"),
        (
            "action = \"okta.x\"\nkind = \"local\"",
            "goes with connect only",
        ),
        ("connect = \"Default\"", "not told which connection"),
        (
            "connect = \"{a}\"\n[steps.inputs]\nconnection = \"x\"",
            "cannot be the name of a session",
        ),
        (
            "connect = \"A\"\n[steps.inputs]\nconnection = \"x\"\npassword = \"y\"",
            "no input “password”",
        ),
        (
            "scenario = \"../secrets\"",
            "cannot be the name of a scenario's file",
        ),
        ("disconnect = \"{v}\"", "no session variable"),
        (
            "action = \"okta.x\"\n[steps.inputs]\nuser = { input = \"nobody\" }",
            "no input “nobody”",
        ),
        (
            "action = \"okta.x\"\n[steps.inputs]\nuser = { step = \"third\", output = \"id\" }",
            "there is no such step",
        ),
        (
            "action = \"okta.x\"\n[steps.inputs]\nuser = { step = \"second\", output = \"id\" }",
            "does not come before it",
        ),
        (
            "action = \"okta.x\"\n[steps.inputs]\nuser = { step = \"first\", output = \"a b\" }",
            "is no output",
        ),
        (
            "action = \"okta.x\"\nexpect = [{ status = 9 }]",
            "no HTTP status",
        ),
        (
            "action = \"okta.x\"\nexpect = [{ field = \"id\" }]",
            "neither a status nor a field",
        ),
        (
            "action = \"okta.x\"\nundoes = \"first\"",
            "does not always run",
        ),
        (
            "action = \"okta.x\"\nalways = true\nundoes = \"nobody\"",
            "is no earlier step",
        ),
    ] {
        let found = problem(&step(rest));
        assert!(found.why.contains(says), "{rest}: {}", found.why);
        assert_eq!(found.step.as_deref(), Some("second"), "{rest}");
        assert_eq!(found.place.map(|(line, _)| line), Some(7), "{rest}");
        assert!(!found.fix.is_empty());
    }
}

#[test]
fn two_of_one_name_and_names_that_hide_are_refused() {
    let twice = step("action = \"okta.x\"").replace("second", "first");
    assert!(problem(&twice).why.contains("has its name"));
    for name in ["", " A", "A\\u202Eb", "A\\nb", &"x".repeat(81)] {
        assert!(
            problem(&format!("name = \"{name}\"\n"))
                .why
                .contains("no name"),
            "{name}"
        );
    }
}

#[test]
fn a_secret_cannot_stand_in_a_file_or_be_compared() {
    let asked = |more: &str| {
        format!("name = \"A\"\n[[inputs]]\nid = \"p\"\nlabel = \"P\"\nkind = \"secret\"\n{more}")
    };
    assert!(
        problem(&asked("default = \"x\"\n"))
            .why
            .contains("would stand in the file")
    );
    let compared = "[[steps]]\nid = \"a\"\naction = \"okta.x\"\nexpect = [{ field = \"id\", equals = { input = \"p\" } }]\n";
    assert!(problem(&asked(compared)).why.contains("kept secret"));
}

#[test]
fn a_session_goes_to_a_child_and_nowhere_else() {
    let given = |kind: &str, rest: &str| {
        format!(
            "name = \"A\"\n[[steps]]\nid = \"open\"\nconnect = \"S\"\nkind = \"{kind}\"\n[steps.inputs]\nconnection = \"x\"\n\
             [[steps]]\nid = \"use\"\n{rest}\n[steps.inputs]\nuser = {{ step = \"open\", output = \"session\" }}\n"
        )
    };
    assert!(Scenario::read(&given("variable", "scenario = \"child\"")).is_ok());
    for (kind, rest, says) in [
        ("variable", "action = \"okta.read_user\"", "takes none"),
        (
            "local",
            "scenario = \"child\"",
            "local session, which cannot be handed over",
        ),
        (
            "global",
            "scenario = \"child\"",
            "global session, which cannot be handed over",
        ),
    ] {
        let why = problem(&given(kind, rest)).why;
        assert!(why.contains(says), "{why}");
    }
}

#[test]
fn a_text_that_is_huge_or_nested_without_end_is_refused_and_nothing_breaks() {
    let huge = format!("name = \"{}\"", "x".repeat(LARGEST));
    assert!(problem(&huge).why.contains("larger than"));
    let nested = format!("name = {}", "[".repeat(100_000));
    assert!(Scenario::read(&nested).is_err());
    let many = "[[steps]]\nid = \"s\"\nscenario = \"b\"\n".repeat(101);
    assert!(
        problem(&format!("name = \"A\"\n{many}"))
            .why
            .contains("100 steps")
    );
}

#[test]
fn what_is_wrong_is_placed_as_the_editor_names_its_controls() {
    let read = "action = \"okta.x\"\n";
    for (rest, beside) in [
        (
            "action = \"okta.x\"\nsession = \"{v}\"".to_owned(),
            "steps.second.session",
        ),
        (
            format!("{read}[steps.inputs]\nuser = {{ input = \"nobody\" }}"),
            "steps.second.inputs.user",
        ),
        (
            format!("{read}expect = [{{ status = 200 }}, {{ status = 9 }}]"),
            "steps.second.expect.1",
        ),
        (
            "connect = \"A\"".to_owned(),
            "steps.second.inputs.connection",
        ),
        (String::new(), "steps.second"),
    ] {
        assert_eq!(problem(&step(&rest)).beside, beside, "{rest}");
    }
    assert_eq!(problem("name = \"\"\n").beside, "name");
    let secret =
        "name = \"A\"\n[[inputs]]\nid = \"p\"\nlabel = \"P\"\nkind = \"secret\"\ndefault = \"x\"\n";
    assert_eq!(problem(secret).beside, "inputs.p");
}
