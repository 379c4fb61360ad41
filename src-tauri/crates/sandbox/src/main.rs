//! The sandbox alone: `sandbox [--port N] [--org FILE]`.

use std::process::ExitCode;

use sandbox::{ClientKind, Sandbox, Seed, Settings};

const HELP: &str = "\
A practice Okta org and OPA team on this computer.

  sandbox [--port N] [--org FILE]

  --port N     listen on 127.0.0.1:N (default 7100; 0 takes any free port)
  --org FILE   another org.toml than the built-in one
  --help       this text
";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match settings(&arguments) {
        Ok(None) => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        Ok(Some(settings)) => serve(settings).await,
        Err(problem) => {
            eprintln!("sandbox: {problem}\n\n{HELP}");
            ExitCode::from(2)
        }
    }
}

/// What the command line asks for; `None` for help.
fn settings(arguments: &[String]) -> Result<Option<Settings>, String> {
    let mut settings = Settings {
        org_port: 7100,
        ..Settings::default()
    };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--help" | "-h" => return Ok(None),
            "--port" => {
                let port = value()?;
                settings.org_port = port
                    .parse()
                    .map_err(|_| format!("{port} is not a port number"))?;
            }
            "--org" => {
                let path = value()?;
                let text = std::fs::read_to_string(path)
                    .map_err(|error| format!("{path} cannot be read: {error}"))?;
                settings.seed = Seed::parse(&text).map_err(|error| {
                    let cause = std::error::Error::source(&error).map(ToString::to_string);
                    format!("{path}: {error}\n{}", cause.unwrap_or_default())
                })?;
            }
            other => return Err(format!("{other} is not an option")),
        }
    }
    Ok(Some(settings))
}

async fn serve(settings: Settings) -> ExitCode {
    let port = settings.org_port;
    let sandbox = match Sandbox::start(settings).await {
        Ok(sandbox) => sandbox,
        Err(error) => {
            eprintln!("sandbox: port {port} on 127.0.0.1 cannot be used: {error}");
            return ExitCode::FAILURE;
        }
    };
    introduce(&sandbox);
    match tokio::signal::ctrl_c().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sandbox: cannot wait for Ctrl-C: {error}");
            ExitCode::FAILURE
        }
    }
}

fn introduce(sandbox: &Sandbox) {
    println!("Practice org          {}", sandbox.org_url());
    println!("Practice OPA          {}", sandbox.opa_url());
    println!("Admin page            {}", sandbox.admin_url());
    println!("Everything here is for practice and open to every program on this computer.\n");
    for app in sandbox.apps() {
        println!("{}", app.connector.as_deref().unwrap_or(&app.name));
        println!("  Domain              {}", sandbox.org_url());
        println!("  Client ID           {}", app.client_id);
        match (app.client_secret, app.kind) {
            (Some(secret), _) => println!("  Client Secret       {secret}"),
            (None, ClientKind::Service) => {
                println!("  (register its public key on the admin page)");
            }
            (None, _) => println!("  (no secret: PKCE)"),
        }
    }
    let opa = sandbox.service_user();
    println!("Okta Privileged Access");
    println!("  OPA Team Name                {}", opa.team);
    println!("  Service Account API Key ID   {}", opa.key_id);
    println!("  Service Account API Key      {}", opa.key_secret);
    println!("  OPA Base URL                 {}", sandbox.opa_url());
    println!("\nCtrl-C ends it.");
}
