import ftplib, os, ssl, sys

mode, target = sys.argv[1:]
env = os.environ
if mode == "tls":
    ftp = ftplib.FTP_TLS(context=ssl.create_default_context(cafile=env["FTPNAT_CA_FILE"]))
else:
    ftp = ftplib.FTP()
ftp.connect(env["FTPNAT_HOST"], int(env["FTPNAT_PORT"]))
ftp.login(env["FTPNAT_USER"], env["FTPNAT_PASSWORD"])
if mode == "tls":
    ftp.prot_p()
with open(target, "wb") as file:
    ftp.retrbinary("RETR file.bin", file.write)
ftp.quit()
