# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Without scripts, for the image is Node 24 already; what only development needs is pruned after the build.
RUN npm ci --ignore-scripts
COPY .swcrc ./
COPY scripts scripts
COPY src src
RUN node scripts/build.js && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 SPILLWAY_DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY bin bin
COPY schema schema
COPY console/dist console/dist
# A tenant's admin edits these; mount a volume here to keep the edits.
COPY --chown=node:node policies policies
USER node
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((r) => process.exit(+!r.ok))"]
# No shell in between: SIGTERM reaches the server, which drains.
CMD ["node", "bin/spillway.js", "start"]
