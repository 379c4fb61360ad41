use super::*;

const STATE: &str = "bFgT5pPMs3bXyXy1vZQ0m2oR0aTn8k1z";

async fn listening() -> (Listener, String) {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = socket.local_addr().unwrap().port();
    let here = format!("127.0.0.1:{port}");
    (Listener::new(socket, port, STATE), here)
}

async fn asked(here: &str, target: &str) -> String {
    let mut stream = TcpStream::connect(here).await.unwrap();
    let request = format!("GET {target} HTTP/1.1\r\nHost: {here}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// What `work` gives, and how long it took by a clock that hardly moves: nothing but waiting for
/// the clock itself takes long.
async fn slowly<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let began = Instant::now();
    let done = tokio::select! {
        biased;
        done = work => done,
        never = crawling() => never,
    };
    (done, began.elapsed())
}

async fn crawling<T>() -> T {
    loop {
        for _ in 0..25 {
            tokio::task::yield_now().await;
        }
        tokio::time::advance(Duration::from_millis(1)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_is_waited_for_once_the_browser_has_its_last_page() {
    let (mut listener, here) = listening().await;
    let last = listener.shared.door.done().to_owned();
    let browser = async {
        asked(
            &here,
            &format!("/authorization-code/callback?code=c1&state={STATE}"),
        )
        .await;
        asked(&here, &last).await
    };
    let served = async move {
        listener.answer().await;
        listener.farewell().await;
    };
    let ((page, ()), took) = slowly(async { tokio::join!(browser, served) }).await;
    assert!(page.starts_with("HTTP/1.1 200 "), "{page}");
    assert!(took < FAREWELL, "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn in_a_crowd_the_oldest_has_its_chance_and_then_makes_room() {
    let (mut listener, here) = listening().await;
    tokio::spawn(async move { listener.answer().await });
    let newcomer = async {
        let mut silent = Vec::new();
        for _ in 0..CONNECTIONS {
            silent.push(TcpStream::connect(&here).await.unwrap());
        }
        asked(&here, "/").await
    };
    let (page, took) = slowly(newcomer).await;
    assert!(page.starts_with("HTTP/1.1 404 "), "{page}");
    assert!((CHANCE..PATIENCE).contains(&took), "{took:?}");
}
