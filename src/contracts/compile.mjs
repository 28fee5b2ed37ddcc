// Compiles every contract of this folder and writes one artifact for each.
// usage: npm ci && npm run compile          (or: node compile.mjs <folder for the artifacts>)
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import solc from 'solc';

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, 'artifacts');
const wanted = ['DollarToken', 'GuardedSettler', 'HostileWallet', 'SignatureChecker', 'SmartWallet', 'TokenProxy'];

const sources = {};
for (const folder of ['settler', 'token', 'wallets']) {
  for (const file of readdirSync(join(here, folder)).sort()) {
    sources[`${folder}/${file}`] = { content: readFileSync(join(here, folder, file), 'utf8') };
  }
}

const output = JSON.parse(
  solc.compile(
    JSON.stringify({
      language: 'Solidity',
      sources,
      settings: JSON.parse(readFileSync(join(here, 'settings.json'), 'utf8')),
    }),
  ),
);

const troubles = output.errors ?? [];
for (const trouble of troubles) {
  console.error(trouble.formattedMessage);
}
if (troubles.length > 0) {
  process.exit(1);
}

mkdirSync(target, { recursive: true });
for (const [source, contracts] of Object.entries(output.contracts)) {
  for (const [name, contract] of Object.entries(contracts)) {
    if (!wanted.includes(name)) {
      continue;
    }
    const artifact = {
      source,
      compiler: solc.version(),
      abi: contract.abi,
      bytecode: `0x${contract.evm.bytecode.object}`,
      deployedBytecode: `0x${contract.evm.deployedBytecode.object}`,
      deployedLinkReferences: contract.evm.deployedBytecode.linkReferences,
    };
    writeFileSync(join(target, `${name}.json`), `${JSON.stringify(artifact, null, 2)}\n`);
  }
}
