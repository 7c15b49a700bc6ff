//! Connects to a server and tells who we are there, what we may do, and how much is going on.
//!
//! ```sh
//! FAXWELL_SERVER=https://fax.example.com:8414 FAXWELL_TOKEN=fax_… cargo run --example connect
//! ```

mod reach;

use faxwell::model::{Generation, Rights};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let fax = reach::server().await?;
    let server = fax.snapshot().server.clone();
    println!("Faxwell {} (process {})", server.version, server.pid);

    let access = fax.check_access(Rights::NONE, None).await?;
    println!("You are {} and may: {}", access.user, access.held);
    println!("As a mask of the Windows fax service: {:#04x}", access.held.mask(Generation::Winfax));

    match fax.activity().await {
        Ok(activity) => {
            println!("{} going out, {} coming in, {} waiting", activity.outgoing, activity.incoming, activity.queued)
        }
        Err(error) => println!("How much is going on is not told ({}): {error}", error.win32()),
    }
    Ok(())
}
