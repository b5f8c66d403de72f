const fs = require('fs');
const { Client } = require('basic-ftp');

const [mode, what, local] = process.argv.slice(2);
const env = process.env;

(async () => {
  const client = new Client();
  try {
    await client.access({
      host: env.FTPNAT_HOST,
      port: Number(env.FTPNAT_PORT),
      user: env.FTPNAT_USER,
      password: env.FTPNAT_PASSWORD,
      secure: mode === 'tls',
      secureOptions: { ca: fs.readFileSync(env.FTPNAT_CA_FILE) },
    });
    if (what === 'put') {
      await client.uploadFrom(local, 'file.bin');
    } else {
      await client.downloadTo(local, 'file.bin');
    }
  } finally {
    client.close();
  }
})().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
