import asyncio, os, ssl, sys
import aioftp

mode, what, local = sys.argv[1:]
env = os.environ


async def transfer(client):
    if what == "put":
        await client.upload(local, "file.bin", write_into=True)
    else:
        await client.download("file.bin", local, write_into=True)


async def plainly():
    async with aioftp.Client.context(
        env["FTPNAT_HOST"], int(env["FTPNAT_PORT"]), env["FTPNAT_USER"], env["FTPNAT_PASSWORD"]
    ) as client:
        await transfer(client)


async def by_tls():
    client = aioftp.Client()
    await client.connect(env["FTPNAT_HOST"], int(env["FTPNAT_PORT"]))
    await client.upgrade_to_tls(ssl.create_default_context(cafile=env["FTPNAT_CA_FILE"]))
    await client.login(env["FTPNAT_USER"], env["FTPNAT_PASSWORD"])
    await transfer(client)
    await client.quit()


asyncio.run(by_tls() if mode == "tls" else plainly())
