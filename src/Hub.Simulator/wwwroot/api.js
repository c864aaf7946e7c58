/** The control API. A failure is an Error whose message can be shown. */
async function call(method, path, body) {
  let response;
  try {
    response = await fetch(`/sim${path}`, { method, headers: body ? { 'Content-Type': 'application/json' } : {}, body: body ? JSON.stringify(body) : undefined });
  } catch {
    throw new Error('connection');
  }
  const text = await response.text();
  const answer = text ? JSON.parse(text) : null;
  if (!response.ok) throw new Error(answer?.message ?? `HTTP ${response.status}`);
  return answer;
}

const of = (account) => `/accounts/${encodeURIComponent(account)}`;
const ofTelegram = (bot) => `/telegram/${encodeURIComponent(bot)}`;
const ofSms = (account) => `/sms/${encodeURIComponent(account)}`;

export const api = {
  accounts: () => call('GET', '/accounts').then((answer) => answer.items),
  account: (key) => call('GET', of(key)),
  changeAccount: (key, change) => call('PUT', of(key), change),
  users: (key) => call('GET', `${of(key)}/users`).then((answer) => answer.items),
  makeUp: (key, person) => call('POST', `${of(key)}/users`, person),
  makeGroup: (key, group) => call('POST', `${of(key)}/groups?wait=none`, group),
  changeGroup: (key, group, change) => call('PUT', `${of(key)}/groups/${group}?wait=none`, change),
  thread: (key, user) => call('GET', `${of(key)}/users/${user}/thread?limit=300`).then((answer) => answer.items),
  write: (key, user, message) => call('POST', `${of(key)}/users/${user}/messages?wait=none`, message),
  unsend: (key, user, message) => call('POST', `${of(key)}/users/${user}/messages/${message}/unsend?wait=none`),
  block: (key, user, blocked) => call('POST', `${of(key)}/users/${user}/${blocked ? 'block' : 'unblock'}?wait=none`),
  faults: (key) => call('GET', `${of(key)}/faults`),
  setFaults: (key, faults) => call('PUT', `${of(key)}/faults`, faults),
  clearFaults: (key) => call('DELETE', `${of(key)}/faults`),
  plays: () => call('GET', '/plays'),
  startPlay: (play) => call('POST', `/plays/${play}`),
  continuePlay: (play) => call('POST', `/plays/${play}/next`),
  stopPlay: (play) => call('DELETE', `/plays/${play}`),
  smsAccounts: () => call('GET', '/sms').then((answer) => answer.items),
  phones: (key) => call('GET', `${ofSms(key)}/phones`).then((answer) => answer.items),
  addPhone: (key, person) => call('POST', `${ofSms(key)}/phones`, person),
  changePhone: (key, number, change) => call('PUT', `${ofSms(key)}/phones/${number}`, change),
  smsThread: (key, number) => call('GET', `${ofSms(key)}/phones/${number}/thread?limit=300`).then((answer) => answer.items),
  smsWrite: (key, number, message) => call('POST', `${ofSms(key)}/phones/${number}/messages?wait=none`, message),
  smsFaults: (key) => call('GET', `${ofSms(key)}/faults`),
  setSmsFaults: (key, faults) => call('PUT', `${ofSms(key)}/faults`, faults),
  bots: () => call('GET', '/telegram').then((answer) => answer.items),
  chats: (key) => call('GET', `${ofTelegram(key)}/chats`).then((answer) => answer.items),
  addChat: (key, person) => call('POST', `${ofTelegram(key)}/chats`, person),
  telegramThread: (key, chat) => call('GET', `${ofTelegram(key)}/chats/${chat}/thread?limit=300`).then((answer) => answer.items),
  telegramWrite: (key, chat, message) => call('POST', `${ofTelegram(key)}/chats/${chat}/messages`, message),
  telegramEdit: (key, chat, number, text) => call('PUT', `${ofTelegram(key)}/chats/${chat}/messages/${number}`, { text }),
  telegramPress: (key, chat, number, press) => call('POST', `${ofTelegram(key)}/chats/${chat}/messages/${number}/press`, press),
  telegramBlock: (key, chat, blocked) => call('POST', `${ofTelegram(key)}/chats/${chat}/${blocked ? 'block' : 'unblock'}`),
  telegramFaults: (key) => call('GET', `${ofTelegram(key)}/faults`),
  setTelegramFaults: (key, faults) => call('PUT', `${ofTelegram(key)}/faults`, faults),
  content: (key, message) => `/sim${of(key)}/messages/${message}/content`,
};
