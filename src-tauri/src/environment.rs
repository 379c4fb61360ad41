//! What the program is told from outside: its arguments and its environment, read once.

use std::ffi::OsString;
use std::path::PathBuf;

use domain::LoopbackOrgs;

const HELP: &str = "\
Connections Console

  connections-console [--sandbox]

  --sandbox   start the practice org at once
  --version   print the version
  --help      print this

  CONNECTIONS_CONSOLE_DATA_DIR         where the database and the logs are
  CONNECTIONS_CONSOLE_LOOPBACK_ORGS=1  take http://127.0.0.1:PORT as an org
  CONNECTIONS_CONSOLE_SANDBOX=1        the same as --sandbox
  BROWSER                              the program that opens the sign-in page";

/// How this run was asked for.
pub(crate) enum Asked {
    /// Open the window.
    Run(Environment),
    /// Print this and end.
    Print(String),
}

/// What one run is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Environment {
    /// Where the database, the logs and the window's place are.
    pub(crate) data_dir: PathBuf,
    /// Whether orgs on this computer are taken.
    pub(crate) loopback: LoopbackOrgs,
    /// Whether the practice org starts with the window.
    pub(crate) sandbox: bool,
    /// Whether to print when the list can be used.
    pub(crate) measured: bool,
}

impl Environment {
    /// Reads arguments and environment.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the environment is read"
    )]
    pub(crate) fn read() -> Result<Asked, String> {
        let arguments = std::env::args_os().skip(1).collect();
        Self::from(arguments, &|name| std::env::var_os(name), dirs::data_dir())
    }

    fn from(
        arguments: Vec<OsString>,
        variable: &dyn Fn(&str) -> Option<OsString>,
        platform_dir: Option<PathBuf>,
    ) -> Result<Asked, String> {
        let on = |name: &str| variable(name).is_some_and(|value| !value.is_empty() && value != "0");
        let mut sandbox = on("CONNECTIONS_CONSOLE_SANDBOX");
        for argument in arguments {
            match argument.to_str() {
                Some("--sandbox") => sandbox = true,
                Some("--help" | "-h") => return Ok(Asked::Print(HELP.to_owned())),
                Some("--version" | "-V") => {
                    return Ok(Asked::Print(env!("CARGO_PKG_VERSION").to_owned()));
                }
                _ => {
                    let argument = argument.display();
                    return Err(format!("there is no argument {argument}; try --help"));
                }
            }
        }
        let chosen = variable("CONNECTIONS_CONSOLE_DATA_DIR").filter(|dir| !dir.is_empty());
        let data_dir = match chosen {
            Some(dir) => std::path::absolute(PathBuf::from(dir)).map_err(|error| {
                format!("CONNECTIONS_CONSOLE_DATA_DIR is no folder that can be used: {error}")
            })?,
            None => platform_dir
                .ok_or("there is no home folder; set CONNECTIONS_CONSOLE_DATA_DIR")?
                .join("connections-console"),
        };
        Ok(Asked::Run(Self {
            data_dir,
            loopback: if on("CONNECTIONS_CONSOLE_LOOPBACK_ORGS") {
                LoopbackOrgs::Allowed
            } else {
                LoopbackOrgs::Refused
            },
            sandbox,
            measured: on("CONNECTIONS_CONSOLE_BENCH"),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str], variables: &[(&str, &str)]) -> Result<Asked, String> {
        let arguments = arguments.iter().map(OsString::from).collect();
        let variable = |name: &str| {
            variables
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.into())
        };
        Environment::from(arguments, &variable, Some(PathBuf::from("/srv/dana/share")))
    }

    fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Environment {
        match read(arguments, variables).unwrap() {
            Asked::Run(environment) => environment,
            Asked::Print(text) => panic!("printed {text}"),
        }
    }

    #[test]
    fn a_plain_start_uses_the_platforms_folder_and_refuses_orgs_on_this_computer() {
        let environment = run(&[], &[]);

        assert_eq!(
            environment.data_dir,
            PathBuf::from("/srv/dana/share/connections-console")
        );
        assert_eq!(environment.loopback, LoopbackOrgs::Refused);
        assert!(!environment.sandbox);
        assert!(!environment.measured);
    }

    #[test]
    fn a_data_folder_that_is_named_is_used() {
        let environment = run(&[], &[("CONNECTIONS_CONSOLE_DATA_DIR", "/srv/console")]);

        assert_eq!(environment.data_dir, PathBuf::from("/srv/console"));
    }

    #[test]
    fn a_switch_is_off_when_it_is_empty_or_zero() {
        for value in ["", "0"] {
            let environment = run(
                &[],
                &[
                    ("CONNECTIONS_CONSOLE_LOOPBACK_ORGS", value),
                    ("CONNECTIONS_CONSOLE_SANDBOX", value),
                    ("CONNECTIONS_CONSOLE_DATA_DIR", ""),
                ],
            );

            assert_eq!(environment, run(&[], &[]));
        }
    }

    #[test]
    fn the_sandbox_starts_by_argument_or_by_variable() {
        assert!(run(&["--sandbox"], &[]).sandbox);
        assert!(run(&[], &[("CONNECTIONS_CONSOLE_SANDBOX", "1")]).sandbox);
    }

    #[test]
    fn an_unknown_argument_is_refused_by_name() {
        let refusal = read(&["--sandbx"], &[]).err().unwrap();

        assert!(refusal.contains("--sandbx"), "{refusal}");
    }
}
