# kneepoint in a container, for instances are sized in containers. See docs/container.md.
ARG NODE_VERSION=24

FROM node:${NODE_VERSION}-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY scripts ./scripts
COPY src ./src
COPY tasks ./tasks
RUN npm run build
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:${NODE_VERSION}-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json main.js ./
COPY example_configs ./example_configs
COPY docs ./docs
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
# Results go to ./results: mount a folder there.
WORKDIR /home/node
ENTRYPOINT ["node", "/app/main.js"]
CMD ["--help"]
