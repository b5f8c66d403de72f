import os, shutil, sys, urllib.request

with urllib.request.urlopen(os.environ["FTPNAT_URL"] + "file.bin") as response, open(sys.argv[1], "wb") as file:
    shutil.copyfileobj(response, file)
