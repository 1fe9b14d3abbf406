import { loadConfig } from './config.js';
import { startDesk, type Desk } from './desk/start-desk.js';
import { StartError } from './desk/start-error.js';

/** The contract gives 5 s; past this the process ends whatever still hangs. */
const STOP_LIMIT_MS = 4_500;

async function start(): Promise<Desk | null> {
  const config = loadConfig();
  if (!config.ok) {
    for (const sentence of config.error.sentences) process.stderr.write(`${sentence}\n`);
    return null;
  }
  try {
    return await startDesk(config.value);
  } catch (cause) {
    if (!(cause instanceof StartError)) throw cause;
    process.stderr.write(`${cause.message}\n`);
    return null;
  }
}

function stopOn(desk: Desk): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(0), STOP_LIMIT_MS).unref();
    void desk.stop().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

const desk = await start();
if (desk) {
  stopOn(desk);
  process.stdout.write(`voldesk ${desk.mode} is ready: ${desk.address}\n`);
} else {
  process.exitCode = 1;
}
