pytest_plugins = ["ftpnat"]
