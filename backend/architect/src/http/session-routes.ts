import type { FastifyInstance } from "fastify";

import { Problem } from "../problem.ts";
import { type AccessRules, isSameSecret, TOKEN_COOKIE } from "./access.ts";

const LOGIN_PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sign in – GVE-1</title></head>
<body>
<main>
<h1>Sign in</h1>
<form method="post" action="/login">
<p><label>Token <input name="token" type="password" autocomplete="current-password" required autofocus></label></p>
<p><button>Sign in</button></p>
</form>
</main>
</body>
</html>
`;

/** Where a browser trades the server's token for a cookie. Only there when a token is set. */
export async function sessionRoutes(server: FastifyInstance, rules: AccessRules): Promise<void> {
  const { token } = rules;
  if (token === null) return;
  server.get("/login", { schema: { hide: true } }, (_request, reply) =>
    reply.type("text/html; charset=utf-8").header("cache-control", "no-store").send(LOGIN_PAGE),
  );
  await server.register(async (scope) => {
    scope.addContentTypeParser(
      "application/x-www-form-urlencoded",
      { parseAs: "string", bodyLimit: 4096 },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    scope.post<{ Body: { token?: unknown } | null }>("/login", { schema: { hide: true } }, (request, reply) => {
      const given = request.body?.token;
      if (typeof given !== "string" || !isSameSecret(given, token)) {
        throw new Problem("request.unauthorized", "This is not the server's token.");
      }
      const cookie = `${TOKEN_COOKIE}=${encodeURIComponent(token)}; Path=/; HttpOnly; SameSite=Strict`;
      return reply.header("set-cookie", cookie).redirect("/", 303);
    });
  });
}
