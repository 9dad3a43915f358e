# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim@sha256:6f7b03f7c2c8e2e784dcf9295400527b9b1270fd37b7e9a7285cf83b6951452d AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Without scripts, for the image is Node 24 already; what only development needs is pruned after the build.
RUN npm ci --ignore-scripts
COPY .swcrc ./
COPY scripts scripts
COPY src src
RUN node scripts/build.js && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:24-bookworm-slim@sha256:6f7b03f7c2c8e2e784dcf9295400527b9b1270fd37b7e9a7285cf83b6951452d
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 SPILLWAY_DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY bin bin
COPY schema schema
COPY console/dist console/dist
# What a new database begins with; mount a folder here to edit them.
COPY --chown=node:node policies policies
USER node
EXPOSE 4000
# Bash alone asks, for a Node process every few seconds costs more than many checks.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$PORT && printf 'GET /health HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
# No shell in between: SIGTERM reaches the server, which drains.
CMD ["node", "bin/spillway.js", "start"]
