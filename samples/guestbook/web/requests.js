// Requests to the application, and what to tell a person when one fails.

const TIMEOUT = 15_000; // longer than the application waits for its database

/** A request that failed. `passing` says whether the same request may succeed in a moment. */
export class Failure extends Error {
  constructor(message, { passing, wait = 2 }) {
    super(message);
    this.passing = passing;
    this.wait = wait; // seconds
  }
}

/** Called with the name of the pod that answered, for each answer that tells it. */
export const answered = new EventTarget();

export async function request(method, path, { body, headers, signal } = {}) {
  const timeout = AbortSignal.timeout(TIMEOUT);
  let response;
  try {
    response = await fetch(path, {
      method,
      body: body && JSON.stringify(body),
      headers: { ...(body && { "Content-Type": "application/json" }), ...headers },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
  } catch (error) {
    if (signal?.aborted) {
      throw error;
    }
    throw new Failure("The server does not answer.", { passing: true });
  }
  const pod = response.headers.get("X-Served-By");
  if (pod) {
    answered.dispatchEvent(new CustomEvent("pod", { detail: pod }));
  }
  if (!response.ok) {
    throw await failure(response, pod);
  }
  return response.status === 204 ? null : response.json();
}

async function failure(response, pod) {
  if ([502, 503, 504].includes(response.status)) {
    // The application names itself; without a name it was the load balancer that answered.
    const message = pod ? "The database cannot be reached just now." : "No application pod can be reached just now.";
    return new Failure(message, { passing: true, wait: Number(response.headers.get("Retry-After")) || 2 });
  }
  const problem = await response.json().catch(() => null);
  return new Failure(problem?.detail ?? `The server answered ${response.status}.`, { passing: false });
}

/**
 * Sends a request until it is answered, for as long as its failures are passing ones. The key makes that
 * safe: however often the request arrives, it is carried out once.
 */
export async function requestUntilAnswered(method, path, { body, signal, onRetry }) {
  const headers = { "Idempotency-Key": randomKey() };
  for (let tries = 1; ; tries++) {
    try {
      return await request(method, path, { body, headers, signal });
    } catch (error) {
      if (!error.passing) {
        throw error;
      }
      onRetry(error, tries);
      await pause(error.wait, signal);
    }
  }
}

// crypto.randomUUID exists only where the page came by HTTPS or from localhost.
function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    setTimeout(resolve, seconds * 1000);
  });
}
