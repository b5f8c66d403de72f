package dev.ftpnat.assertj;

import dev.ftpnat.Network;

/** Attacks on model clients on the kernel's network. */
class ModelClientsOnKernelTest extends ModelClients {

  ModelClientsOnKernelTest() {
    super(Network.KERNEL);
  }
}
