package dev.ftpnat.assertj;

import dev.ftpnat.Network;

/** Attacks on model clients on the simulated network. */
class ModelClientsTest extends ModelClients {

  ModelClientsTest() {
    super(Network.SIMULATED);
  }
}
