async function call(method, path, body) {
  let response;
  try {
    response = await fetch(`/sim/mail${path}`, { method, headers: body ? { 'Content-Type': 'application/json' } : {}, body: body ? JSON.stringify(body) : undefined });
  } catch {
    throw new Error('connection');
  }
  const text = await response.text();
  const answer = text ? JSON.parse(text) : null;
  if (!response.ok) throw new Error(answer?.message ?? `HTTP ${response.status}`);
  return answer;
}

const of = (address) => `/people/${encodeURIComponent(address)}/letters`;

export const mailApi = {
  world: () => call('GET', ''),
  makeUp: (person) => call('POST', '/people', person),
  letters: (address) => call('GET', of(address)).then((answer) => answer.items),
  letter: (address, id) => call('GET', `${of(address)}/${id}`),
  write: (address, draft) => call('POST', of(address), draft),
  faults: () => call('GET', '/faults'),
  setFaults: (faults) => call('PUT', '/faults', faults),
  clearFaults: () => call('DELETE', '/faults'),
  raw: (address, id) => `/sim/mail${of(address)}/${id}/raw`,
  file: (address, id, index) => `/sim/mail${of(address)}/${id}/files/${index}`,
};
