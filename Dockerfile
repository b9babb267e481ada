# The command line in an image: `docker run --rm -v "$PWD:/workspace:ro" IMAGE check`.
FROM node:22-bookworm-slim AS build
WORKDIR /src
COPY . .
RUN npm ci --ignore-scripts --no-audit --no-fund && node tools/build.mjs

FROM node:22-bookworm-slim
# `portolan diff`, `--since` and `--changed` ask git. What is mounted belongs to somebody else than the user in here.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory /workspace
COPY --from=build /src/dist/cli.js /src/dist/worker.js /src/dist/mcp.js /src/dist/elk.js /src/dist/THIRD-PARTY-NOTICES.txt /opt/portolan/
USER node
WORKDIR /workspace
ENTRYPOINT ["node", "/opt/portolan/cli.js"]
CMD ["check"]
