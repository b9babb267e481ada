-- Runs in a headless Neovim, in a copy of the demo workspace. Neovim 0.7 (Debian 12) is enough: no vim.lsp.start, no
-- filters of code actions. Results go to $PORTOLAN_RESULTS as JSON.
local passed, failures = 0, {}

local function eventually(what, ask)
  local answer
  local came = vim.wait(15000, function()
    answer = ask()
    return answer ~= nil and answer ~= false
  end, 25)
  if not came then error('waited in vain for ' .. what, 2) end
  return answer
end

local function test(title, body)
  local ok, trace = xpcall(body, debug.traceback)
  if ok then
    passed = passed + 1
  else
    table.insert(failures, 'Neovim: ' .. title .. '\n' .. trace)
  end
end

local root = vim.loop.cwd()

local function edit(path)
  vim.cmd('edit ' .. vim.fn.fnameescape(root .. '/' .. path))
  return vim.api.nvim_get_current_buf()
end

local function text(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
end

-- Puts the cursor on the first `wanted` behind the first `after`.
local function go_to(wanted, after)
  local all = text(0)
  local _, from = all:find(after or '', 1, true)
  local start = assert(all:find(wanted, (from or 0) + 1, true), 'no ' .. wanted)
  local before = all:sub(1, start - 1)
  local _, line = before:gsub('\n', '')
  local column = #before:match('[^\n]*$')
  vim.api.nvim_win_set_cursor(0, { line + 1, column })
end

local function rule_of(diagnostic)
  return diagnostic.code or diagnostic.user_data.lsp.code
end

local function float()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then return window end
  end
end

vim.o.hidden = true
local client = assert(vim.lsp.start_client({
  name = 'portolan',
  root_dir = root,
  workspace_folders = { { uri = vim.uri_from_fname(root), name = 'harbour' } },
  cmd = { os.getenv('PORTOLAN_NODE'), os.getenv('PORTOLAN_CLI'), 'lsp', '--stdio' },
}))


local function attach(buffer)
  assert(vim.lsp.buf_attach_client(buffer, client))
end

-- The first diagnostic of a rule in a buffer. Neovim keeps those of files that are not open as buffers that are not loaded.
local function finding(path, rule)
  local buffer = vim.fn.bufadd(root .. '/' .. path)
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    if rule_of(diagnostic) == rule then return diagnostic end
  end
end

test('the server starts', function()
  eventually('initialize', function()
    local started = vim.lsp.get_client_by_id(client)
    return started and started.initialized
  end)
end)

test('files that were never opened have diagnostics', function()
  local found = eventually('a diagnostic', function() return finding('k8s/api.yaml', 'targetport-name-unresolved') end)
  assert(found.lnum == 45 and found.severity == vim.diagnostic.severity.ERROR, vim.inspect(found))
end)

local manifest = edit('k8s/api.yaml')
attach(manifest)

test('hover tells the way of a port', function()
  go_to('3000', 'containerPort: ')
  vim.lsp.buf.hover()
  local window = eventually('a hover', float)
  local shown = text(vim.api.nvim_win_get_buf(window))
  assert(shown:find('3000', 1, true) and shown:find('api.yaml', 1, true), shown)
  vim.api.nvim_win_close(window, true)
end)

test('definition leads to the port that a name means', function()
  local buffer = edit('k8s/web.yaml')
  attach(buffer)
  go_to('http', 'targetPort: ')
  vim.lsp.buf.definition()
  eventually('the container port', function() return vim.api.nvim_win_get_cursor(0)[1] == 19 end)
  vim.api.nvim_set_current_buf(manifest)
end)

test('a code action takes the quotes off, and the diagnostic goes away', function()
  eventually('the diagnostic', function() return finding('k8s/api.yaml', 'quoted-port-number') end)
  vim.ui.select = function(items, _, choose) choose(items[1], 1) end
  go_to('"3000"', 'livenessProbe:')
  vim.lsp.buf.code_action()
  eventually('the edit', function() return text(manifest):find('port: 3000', 1, true) end)
  eventually('no diagnostic', function() return not finding('k8s/api.yaml', 'quoted-port-number') end)
end)

test('references are listed over all files', function()
  local dockerfile = edit('api/Dockerfile')
  attach(dockerfile)
  go_to('3000', 'EXPOSE ')
  vim.lsp.buf.references()
  local list = eventually('the list', function()
    local items = vim.fn.getqflist()
    return #items > 1 and items
  end)
  local names = {}
  for _, item in ipairs(list) do names[vim.fn.fnamemodify(vim.fn.bufname(item.bufnr), ':t')] = true end
  assert(names['compose.yaml'] and names['Dockerfile'], vim.inspect(names))
end)

test('the server ends when it is asked to', function()
  vim.lsp.stop_client(client)
  eventually('the end', function() return vim.lsp.client_is_stopped(client) end)
end)

local file = assert(io.open(os.getenv('PORTOLAN_RESULTS'), 'w'))
file:write(vim.fn.json_encode({ passed = passed, failed = #failures, failures = failures }))
file:close()
vim.cmd(#failures == 0 and 'qall!' or 'cquit 1')
