import asyncio, os, ssl, sys
import aioftp

mode, target = sys.argv[1:]
env = os.environ


async def get():
    async with aioftp.Client.context(
        env["FTPNAT_HOST"], int(env["FTPNAT_PORT"]), env["FTPNAT_USER"], env["FTPNAT_PASSWORD"]
    ) as client:
        await client.download("file.bin", target, write_into=True)


async def get_by_tls():
    client = aioftp.Client()
    await client.connect(env["FTPNAT_HOST"], int(env["FTPNAT_PORT"]))
    await client.upgrade_to_tls(ssl.create_default_context(cafile=env["FTPNAT_CA_FILE"]))
    await client.login(env["FTPNAT_USER"], env["FTPNAT_PASSWORD"])
    await client.download("file.bin", target, write_into=True)
    await client.quit()


asyncio.run(get_by_tls() if mode == "tls" else get())
