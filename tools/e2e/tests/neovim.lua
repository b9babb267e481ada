-- Runs in a headless Neovim, in a copy of the demo workspace, with the configuration that docs/editors/neovim.md tells people to
-- write ($PORTOLAN_SNIPPETS). Neovim 0.7 (Debian 12) is enough: what it has no function for is asked by bare requests. Results go
-- to $PORTOLAN_RESULTS as JSON.
local passed, failures = 0, {}

local function eventually(what, ask)
  local answer
  local came = vim.wait(20000, function()
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

-- The client that the page's configuration starts, once it is there.
local portolan

-- Functions of a client became methods in 0.11.
local function call(client, name, ...)
  if vim.fn.has('nvim-0.11') == 1 then return client[name](client, ...) end
  return client[name](...)
end

local function edit(path)
  vim.cmd('edit ' .. vim.fn.fnameescape(root .. '/' .. path))
  local buffer = vim.api.nvim_get_current_buf()
  if portolan then
    eventually('the server in ' .. path, function() return vim.lsp.buf_is_attached(buffer, portolan.id) end)
  end
  return buffer
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

-- The first diagnostic of a rule in a buffer. Neovim keeps those of files that are not open as buffers that are not loaded.
local function finding(path, rule)
  local buffer = vim.fn.bufadd(root .. '/' .. path)
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    if rule_of(diagnostic) == rule then return diagnostic end
  end
end

local function client_named(name)
  local get = vim.lsp.get_clients or vim.lsp.get_active_clients
  for _, client in ipairs(get()) do
    if client.name == name then return client end
  end
end

-- Asks the server as the client would; the answer, and the error if it gave one.
local function ask(client, method, params)
  local answer, failure
  call(client, 'request', method, params, function(err, result)
    answer, failure = result == nil and vim.NIL or result, err
  end, 0)
  eventually('the answer to ' .. method, function() return answer ~= nil or failure ~= nil end)
  return answer, failure
end

local function here()
  return vim.lsp.util.make_position_params(0, 'utf-16')
end

local function whole()
  local textDocument = vim.lsp.util.make_text_document_params()
  local range = { start = { line = 0, character = 0 }, ['end'] = { line = 999, character = 0 } }
  return { textDocument = textDocument, range = range }
end

-- The places of the quickfix or location list, as `file:line`.
local function listed(what, get, run)
  vim.fn.setqflist({}, 'r')
  vim.fn.setloclist(0, {}, 'r')
  run()
  local items = eventually(what, function()
    local found = get()
    return #found > 0 and found
  end)
  local places = {}
  for _, item in ipairs(items) do
    places[vim.fn.fnamemodify(vim.fn.bufname(item.bufnr), ':t') .. ':' .. item.lnum] = item.text or true
  end
  vim.cmd('silent! cclose | silent! lclose')
  return places
end

local function in_either()
  local found = vim.fn.getqflist()
  return #found > 0 and found or vim.fn.getloclist(0)
end

vim.o.hidden = true
vim.cmd('filetype on')
-- The blocks of the page by what a version understands.
local snippets = vim.fn.json_decode(table.concat(vim.fn.readfile(os.getenv('PORTOLAN_SNIPPETS')), '\n'))
local chunk = assert((loadstring or load)(vim.fn.has('nvim-0.11') == 1 and snippets[1] or snippets[2]))

local manifest

test('the configuration of the page starts the server at the first manifest', function()
  chunk()
  manifest = edit('k8s/api.yaml')
  portolan = eventually('the client', function()
    local client = client_named('portolan')
    return client and client.initialized and client
  end)
  assert(portolan.config.root_dir == root, vim.inspect(portolan.config.root_dir))
end)

if portolan then

test('files that were never opened have diagnostics', function()
  local found = eventually('a diagnostic', function() return finding('k8s/web.yaml', 'k8s-url-port-not-on-service') end)
  assert(found.lnum == 23 and found.severity == vim.diagnostic.severity.ERROR, vim.inspect(found))
end)

test('settings count, and count anew when they change', function()
  local function configure(severity)
    local settings = { portolan = { rules = { ['quoted-port-number'] = severity } } }
    portolan.config.settings = settings
    portolan.settings = settings
    call(portolan, 'notify', 'workspace/didChangeConfiguration', { settings = settings })
  end
  eventually('the diagnostic', function() return finding('k8s/api.yaml', 'quoted-port-number') end)
  configure('off')
  eventually('its end', function() return not finding('k8s/api.yaml', 'quoted-port-number') end)
  configure('warning')
  eventually('another severity', function()
    local found = finding('k8s/api.yaml', 'quoted-port-number')
    return found and found.severity == vim.diagnostic.severity.WARN
  end)
end)

test('hover tells the way of a port', function()
  go_to('3000', 'containerPort: ')
  local hover = ask(portolan, 'textDocument/hover', here())
  assert(hover.contents.kind == 'markdown' and hover.contents.value:find('3000', 1, true), vim.inspect(hover))
  -- Newer ones draw Markdown with a parser that some packages of Neovim leave out.
  local draws = vim.fn.has('nvim-0.9') == 0 or #vim.api.nvim_get_runtime_file('parser/markdown.*', false) > 0
  if not draws then return end
  vim.lsp.buf.hover()
  local window = eventually('a hover', float)
  local shown = text(vim.api.nvim_win_get_buf(window))
  assert(shown:find('3000', 1, true) and shown:find('api.yaml', 1, true), shown)
  vim.api.nvim_win_close(window, true)
end)

test('definition leads to the port that a name means', function()
  edit('k8s/web.yaml')
  go_to('http', 'targetPort: ')
  vim.lsp.buf.definition()
  eventually('the container port', function() return vim.api.nvim_win_get_cursor(0)[1] == 19 end)
end)

test('implementations are the whole way of a port', function()
  go_to('80', 'port: ')
  local places = listed('the list', in_either, vim.lsp.buf.implementation)
  assert(places['web.yaml:19'] or places['web.yaml:18'], vim.inspect(places))
end)

test('references are listed over all files', function()
  edit('api/Dockerfile')
  go_to('3000', 'EXPOSE ')
  local places = listed('the list', in_either, vim.lsp.buf.references)
  local names = {}
  for place in pairs(places) do names[place:match('^[^:]+')] = true end
  assert(names['compose.yaml'] and names['Dockerfile'], vim.inspect(places))
end)

test('highlights mark the same port in the file', function()
  go_to('3000', 'EXPOSE ')
  vim.lsp.buf.document_highlight()
  eventually('marks', function()
    for name, space in pairs(vim.api.nvim_get_namespaces()) do
      if name:find('lsp') and name:find('references') then
        return #vim.api.nvim_buf_get_extmarks(0, space, 0, -1, {}) > 0
      end
    end
  end)
  vim.lsp.buf.clear_references()
end)

test('a rename proposes the port, and changes it everywhere', function()
  go_to('3000', 'EXPOSE ')
  local prepared = ask(portolan, 'textDocument/prepareRename', here())
  assert(prepared.placeholder == '3000', vim.inspect(prepared))
  vim.lsp.buf.rename('3100')
  eventually('the new port', function() return text(0):find('EXPOSE 3100', 1, true) end)
  local variables = vim.fn.bufadd(root .. '/.env')
  eventually('the variable', function() return text(variables):find('API_PORT=3100', 1, true) end)
  -- What changes in other buffers is told 150 ms later.
  vim.wait(500)
  vim.lsp.buf.rename('3000')
  eventually('the old port', function() return text(0):find('EXPOSE 3000', 1, true) end)
  eventually('the old variable', function() return text(variables):find('API_PORT=3000', 1, true) end)
end)

test('a rename that cannot be is refused with a reason', function()
  go_to('3000', 'EXPOSE ')
  local params = here()
  params.newName = '99999'
  local _, failure = ask(portolan, 'textDocument/rename', params)
  assert(failure.message:find('65535', 1, true), vim.inspect(failure))
end)

test('completion knows the ports of a service', function()
  edit('compose.yaml')
  go_to('8000', 'http://catalog:')
  local result = ask(portolan, 'textDocument/completion', here())
  local labels = {}
  for _, item in ipairs(result.items or result) do labels[item.label] = true end
  assert(labels['8000'], vim.inspect(labels))
end)

test('symbols of a file and of the workspace', function()
  local outline = listed('the outline', in_either, vim.lsp.buf.document_symbol)
  assert(next(outline), 'no outline')
  local found = listed('the search', in_either, function() vim.lsp.buf.workspace_symbol('5432') end)
  local names = vim.inspect(found)
  assert(names:find('compose.yaml', 1, true), names)
end)

test('code lenses stand above services', function()
  vim.lsp.codelens.refresh()
  if vim.lsp.codelens.get then
    local get = function() return vim.lsp.codelens.get(vim.fn.has('nvim-0.12') == 1 and { bufnr = 0 } or 0) end
    eventually('lenses', function() return #get() > 0 end)
  end
  local lenses = ask(portolan, 'textDocument/codeLens', { textDocument = whole().textDocument })
  assert(lenses[1].command.title:find('port', 1, true), vim.inspect(lenses[1]))
end)

test('inlay hints tell the numbers behind variables', function()
  if vim.lsp.inlay_hint then
    vim.lsp.inlay_hint.enable(true)
    eventually('hints', function() return #vim.lsp.inlay_hint.get({ bufnr = 0 }) > 0 end)
  end
  local hints = ask(portolan, 'textDocument/inlayHint', whole())
  local labels = {}
  for _, hint in ipairs(hints) do labels[hint.label] = true end
  assert(labels['3000'], vim.inspect(labels))
end)

test('links lead to the Dockerfiles', function()
  local links = ask(portolan, 'textDocument/documentLink', { textDocument = whole().textDocument })
  local targets = vim.inspect(links)
  assert(targets:find('api/Dockerfile', 1, true), targets)
end)

test('incoming and outgoing calls are who connects to whom', function()
  go_to('api:', 'catalog:8000')
  local incoming = listed('who connects', in_either, vim.lsp.buf.incoming_calls)
  assert(vim.inspect(incoming):find('web', 1, true), vim.inspect(incoming))
  local outgoing = listed('what it connects to', in_either, vim.lsp.buf.outgoing_calls)
  assert(vim.inspect(outgoing):find('db', 1, true), vim.inspect(outgoing))
end)

test('a code action is resolved, takes the quotes off, and the diagnostic goes away', function()
  vim.api.nvim_set_current_buf(manifest)
  eventually('the diagnostic', function() return finding('k8s/api.yaml', 'quoted-port-number') end)
  vim.ui.select = function(items, _, choose)
    for index, item in ipairs(items) do
      local action = item.action or item[2]
      if action.title:find('quotes') then return choose(item, index) end
    end
    choose(items[1], 1)
  end
  go_to('"3000"', 'livenessProbe:')
  vim.lsp.buf.code_action()
  eventually('the edit', function() return text(manifest):find('port: 3000', 1, true) end)
  eventually('no diagnostic', function() return not finding('k8s/api.yaml', 'quoted-port-number') end)
end)

test('what changes on disk is noticed', function()
  local path = root .. '/k8s/late.yaml'
  local lines = { 'apiVersion: v1', 'kind: Service', 'metadata: { name: late }', 'spec:' }
  vim.fn.writefile(vim.list_extend(lines, { '  ports:', '    - { port: 80, nodePort: 30080 }' }), path)
  eventually('a diagnostic', function() return finding('k8s/late.yaml', 'nodeport-invalid') end)
  assert(os.remove(path))
  eventually('its end', function() return not finding('k8s/late.yaml', 'nodeport-invalid') end)
end)

test('folders come and go', function()
  local other = os.getenv('PORTOLAN_OTHER')
  local function found()
    for _, diagnostic in ipairs(vim.diagnostic.get(vim.fn.bufadd(other .. '/compose.yaml'))) do
      if rule_of(diagnostic) == 'host-port-collision' then return true end
    end
  end
  assert(not found())
  vim.lsp.buf.add_workspace_folder(other)
  eventually('its diagnostics', found)
  vim.lsp.buf.remove_workspace_folder(other)
  eventually('their end', function() return not found() end)
end)

test('what is not offered is not there: formatting', function()
  assert(not portolan.server_capabilities.documentFormattingProvider)
  local params = { textDocument = whole().textDocument, options = { tabSize = 2, insertSpaces = true } }
  local _, failure = ask(portolan, 'textDocument/formatting', params)
  assert(failure.code == -32601, vim.inspect(failure))
end)

test('a client that only pulls gets its findings so', function()
  local capabilities = vim.lsp.protocol.make_client_capabilities()
  capabilities.textDocument.publishDiagnostics = nil
  capabilities.textDocument.diagnostic = { dynamicRegistration = false }
  local id = vim.lsp.start_client({
    name = 'pulling',
    cmd = { 'portolan', 'lsp', '--stdio' },
    root_dir = root,
    capabilities = capabilities,
  })
  assert(vim.lsp.buf_attach_client(manifest, id))
  local client = eventually('the client', function()
    local started = vim.lsp.get_client_by_id(id)
    return started and started.initialized and started
  end)
  assert(client.server_capabilities.diagnosticProvider.workspaceDiagnostics)
  local params = { textDocument = { uri = vim.uri_from_bufnr(manifest) } }
  eventually('the report', function()
    for _, diagnostic in ipairs(ask(client, 'textDocument/diagnostic', params).items) do
      if diagnostic.code == 'probe-port-name-unresolved' then return true end
    end
  end)
  local all = ask(client, 'workspace/diagnostic', { previousResultIds = {} })
  assert(#all.items > 3, vim.inspect(all))
  vim.lsp.stop_client(id)
  eventually('the end', function() return vim.lsp.client_is_stopped(id) end)
end)

test('the server ends when it is asked to', function()
  vim.lsp.stop_client(portolan.id)
  eventually('the end', function() return vim.lsp.client_is_stopped(portolan.id) end)
end)

end

local file = assert(io.open(os.getenv('PORTOLAN_RESULTS'), 'w'))
file:write(vim.fn.json_encode({ passed = passed, failed = #failures, failures = failures }))
file:close()
vim.cmd(#failures == 0 and 'qall!' or 'cquit 1')
