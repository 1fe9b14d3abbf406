import { notifierContract } from '../contract/notifier.js';
import { TestDesk } from './support/desk.js';

notifierContract('the chat', async () => {
  const desk = await TestDesk.start();
  return {
    notifier: () => desk.bot.notifier,
    told: async () => {
      await desk.idle();
      return desk.texts();
    },
    restart: () => desk.restart(),
    cutOff: () => desk.control.failNext({ method: 'sendMessage', mode: 'answer', code: 500 }),
    reach: () => desk.control.clearFaults(),
    close: () => desk.close(),
  };
});
