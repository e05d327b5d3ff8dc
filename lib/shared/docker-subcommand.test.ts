import { expect, test } from 'vitest';
import { dockerSubcommands } from './docker-subcommand';

test.each([
  ['docker run -it --name web ubuntu', ['run']],
  ['time docker run --rm ubuntu true', ['run']],
  ['docker rm -f $(docker ps -aq)', ['rm', 'ps']],
  ['ls -l /proc/$(docker inspect -f "{{.State.Pid}}" peek)/ns', ['inspect']],
  ['for n in 1 2; do docker run -d ubuntu; done; docker ps; docker ps -a', ['run', 'ps']],
  ['docker container ls && docker image rm x && docker container run x', ['ps', 'rmi', 'run']],
  ['docker image prune -f; docker volume create data; docker system df -v', ['image prune', 'volume create', 'system df']],
  ['docker --debug pull ubuntu', ['pull']],
  ['docker volume', ['volume']],
  ['docker --version', []],
  ['ls /var/lib/docker images; docker-compose up; dockerd run', []],
])('%s', (line, names) => {
  expect(dockerSubcommands(line)).toEqual(names);
});
