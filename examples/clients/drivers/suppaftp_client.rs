use std::{env, error::Error, fs};
use suppaftp::native_tls::{Certificate, TlsConnector};
use suppaftp::{types::FileType, NativeTlsConnector, NativeTlsFtpStream};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().collect();
    let host = env::var("FTPNAT_HOST")?;
    // The brackets of an IPv6 address are Rust's, not the certificate's.
    let address = if host.contains(':') { format!("[{host}]") } else { host.clone() };
    let mut client = NativeTlsFtpStream::connect(format!("{}:{}", address, env::var("FTPNAT_PORT")?))?;
    if arguments[1] == "tls" {
        let authority = Certificate::from_pem(&fs::read(env::var("FTPNAT_CA_FILE")?)?)?;
        let connector = TlsConnector::builder().add_root_certificate(authority).build()?;
        client = client.into_secure(NativeTlsConnector::from(connector), &host)?;
    }
    client.login(env::var("FTPNAT_USER")?.as_str(), env::var("FTPNAT_PASSWORD")?.as_str())?;
    client.transfer_type(FileType::Binary)?;
    if arguments[2] == "put" {
        client.put_file("file.bin", &mut fs::File::open(&arguments[3])?)?;
    } else {
        fs::write(&arguments[3], client.retr_as_buffer("file.bin")?.into_inner())?;
    }
    client.quit()?;
    Ok(())
}
